import {
  type QasmExpression,
  readExpression,
  readIndex,
  readIndexed,
  readInitialValue,
  readSet,
} from './qasm-expression.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import type { QasmGateDefinition, QasmLoop, QasmModifier, QasmProgram, QasmStatement } from './qasm-statement.ts';
import { qasmTokens } from './qasm-tokens.ts';
import { TokenReader } from './token-reader.ts';
import { NUMBER_TYPES, readArrayType, readNumberType, readSignature, readSize } from './type-reader.ts';

/** Longest program that is read, in characters. */
export const MAX_QASM_CHARS = 8_388_608;

const LIBRARIES: ReadonlySet<string> = new Set(['qelib1.inc', 'stdgates.inc']);
const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '|=', '^=', '**='];

/** Statements of OpenQASM 3 that no circuit can be made of, by their first word, with what to call them. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['extern', 'an extern function'],
  ['cal', 'a calibration'],
  ['defcal', 'a calibration'],
  ['defcalgrammar', 'a calibration grammar'],
  ['input', 'an input parameter'],
  ['output', 'an output parameter'],
  ['box', 'a box'],
  ['delay', 'a delay'],
  ['duration', 'a duration'],
  ['stretch', 'a stretch'],
  ['complex', 'a complex number'],
  ['switch', 'a switch'],
  ['nop', 'nop'],
  ['pragma', 'a pragma'],
]);

const STATEMENT_WORDS =
  'OPENQASM include gate opaque qubit bit qreg creg const let measure reset barrier if else for in ctrl negctrl inv pow gphase true false ' +
  'def array while return break continue end readonly mutable';

const RESERVED: ReadonlySet<string> = new Set([...UNSUPPORTED.keys(), ...NUMBER_TYPES, ...STATEMENT_WORDS.split(' ')]);

/** Reads a program. Throws `QASM_INVALID` and `QASM_UNSUPPORTED`, with line and column. */
export function parseQasm(unverifiedSource: string): QasmProgram {
  if (unverifiedSource.length > MAX_QASM_CHARS) {
    throw invalidQasm({ line: 1, column: 1 }, `the program has more than ${MAX_QASM_CHARS} characters`);
  }
  return new QasmParser(new TokenReader(qasmTokens(unverifiedSource))).program();
}

class QasmParser {
  readonly #reader: TokenReader;
  #version: 2 | 3 = 3;
  #isVersionStated = false;

  constructor(reader: TokenReader) {
    this.#reader = reader;
  }

  program(): QasmProgram {
    if (this.#reader.takes('OPENQASM')) this.#readVersion();
    const statements: QasmStatement[] = [];
    while (this.#reader.peek().kind !== 'end') statements.push(...this.#statement());
    return { version: this.#version, statements };
  }

  #readVersion(): void {
    const { kind, text, line, column } = this.#reader.next();
    if (kind !== 'integer' && kind !== 'real') throw invalidQasm({ line, column }, 'a version is a number');
    const major = Math.floor(Number(text));
    if (major !== 2 && major !== 3) throw unsupportedQasm({ line, column }, `OpenQASM ${text}`);
    this.#version = major;
    this.#isVersionStated = true;
    this.#reader.expect(';');
  }

  #statement(): readonly QasmStatement[] {
    const token = this.#reader.peek();
    if (token.kind === 'sign' && token.text === '@') throw unsupportedQasm(token, 'an annotation');
    if (token.kind === 'sign' && token.text === '{') return this.#reader.nested(() => this.#block());
    if (token.kind !== 'name') throw this.#reader.unexpected('a statement');
    const what = UNSUPPORTED.get(token.text);
    if (what !== undefined) throw unsupportedQasm(token, what);
    if (token.text === 'include') return this.#include();
    if (token.text === 'qubit' || token.text === 'bit') return this.#typedRegister();
    return [this.#reader.nested(() => this.#oneStatement(token.text))];
  }

  #oneStatement(word: string): QasmStatement {
    switch (word) {
      case 'qreg':
      case 'creg':
        return this.#oldRegister();
      case 'gate':
      case 'opaque':
        return this.#gateDefinition();
      case 'measure':
        return this.#measurement();
      case 'reset':
        return this.#ended({ ...this.#place(), kind: 'reset', operand: this.#after(() => this.#operand()) });
      case 'barrier':
        return this.#barrier();
      case 'if':
        return this.#if();
      case 'for':
        return this.#for();
      case 'let':
        return this.#alias();
      case 'def':
        return this.#subroutine();
      case 'while':
        return this.#while();
      case 'return':
        return this.#return();
      case 'break':
      case 'continue':
      case 'end':
        return this.#ended({ ...this.#place(), kind: this.#after(() => word) });
      case 'array':
        return this.#array(this.#place(), false);
      default:
        return word === 'const' || NUMBER_TYPES.has(word) ? this.#number() : this.#callOrAssignment();
    }
  }

  #include(): readonly QasmStatement[] {
    this.#reader.next();
    const file = this.#reader.expectKind('text', 'the name of a file');
    if (!LIBRARIES.has(file.text)) throw unsupportedQasm(file, `the file ${JSON.stringify(file.text)}`);
    this.#reader.expect(';');
    // Programs without a version that use the library of OpenQASM 2 are of that version.
    if (!this.#isVersionStated && file.text === 'qelib1.inc') this.#version = 2;
    return [];
  }

  /** `qubit[3] q;`, `bit[2] c;`, `bit[2] c = measure q;` and `bit[2] c = f(q);`. */
  #typedRegister(): readonly QasmStatement[] {
    const place = this.#place();
    const kind = this.#reader.next().text === 'qubit' ? 'qubits' : 'bits';
    const size = readSize(this.#reader);
    const { text: name } = this.#newName();
    const declared: QasmStatement = { ...place, kind, name, size };
    if (kind === 'qubits' || !this.#reader.takes('=')) return [this.#ended(declared)];
    const into: QasmExpression = { ...place, kind: 'name', name };
    if (this.#reader.sees('measure')) return [declared, this.#measuredInto(place, into)];
    const value = this.#expression();
    return [declared, this.#ended({ ...place, kind: 'assign', target: into, operator: '=', value, isInitial: true })];
  }

  /** `qreg q[3];` */
  #oldRegister(): QasmStatement {
    const place = this.#place();
    const kind = this.#reader.next().text === 'qreg' ? 'qubits' : 'bits';
    const { text: name } = this.#newName();
    return this.#ended({ ...place, kind, name, size: readSize(this.#reader, this.#power()) });
  }

  #number(): QasmStatement {
    const place = this.#place();
    const isConstant = this.#reader.takes('const');
    if (this.#reader.sees('array')) return this.#array(place, isConstant);
    const { type, width } = readNumberType(this.#reader);
    const { text: name } = this.#newName();
    const value = this.#reader.takes('=') ? this.#expression() : undefined;
    if (isConstant && value === undefined) throw this.#reader.unexpected('the value of the constant');
    return this.#ended({ ...place, kind: 'number', name, type, isConstant, width, value });
  }

  /** `array[int[8], 2, 2] a = {{1, 2}, {3, 4}};` */
  #array(place: QasmPlace, isConstant: boolean): QasmStatement {
    const { element, dimensions } = readArrayType(this.#reader);
    if ('count' in dimensions) throw invalidQasm(place, 'the dimensions of an array have sizes');
    const { text: name } = this.#newName();
    const value = this.#reader.takes('=') ? readInitialValue(this.#reader, this.#power()) : undefined;
    if (isConstant && value === undefined) throw this.#reader.unexpected('the value of the constant');
    return this.#ended({ ...place, kind: 'array', name, isConstant, element, dimensions, value });
  }

  #subroutine(): QasmStatement {
    const place = this.#place();
    this.#reader.next();
    const { text: name } = this.#newName();
    const { parameters, returns } = readSignature(this.#reader, () => this.#newName().text);
    return { ...place, kind: 'subroutine', name, parameters, returns, body: this.#block() };
  }

  #while(): QasmStatement {
    const place = this.#place();
    this.#reader.next();
    this.#reader.expect('(');
    const condition = this.#expression();
    this.#reader.expect(')');
    return { ...place, kind: 'while', condition, body: this.#body() };
  }

  #return(): QasmStatement {
    const place = this.#place();
    this.#reader.next();
    if (this.#reader.sees(';')) return this.#ended({ ...place, kind: 'return', value: undefined });
    if (!this.#reader.sees('measure')) return this.#ended({ ...place, kind: 'return', value: this.#expression() });
    const measured = this.#place();
    this.#reader.next();
    const value: QasmExpression = { ...measured, kind: 'measure', operand: this.#operand() };
    return this.#ended({ ...place, kind: 'return', value });
  }

  #gateDefinition(): QasmGateDefinition {
    const place = this.#place();
    const isOpaque = this.#reader.next().text === 'opaque';
    const { text: name } = this.#newName(['cx', 'CX', 'U']);
    let parameters: readonly string[] = [];
    if (this.#reader.takes('(')) {
      parameters = this.#reader.sees(')') ? [] : this.#reader.list(')', () => this.#newName().text);
      this.#reader.expect(')');
    }
    const qubits = this.#reader.list(isOpaque ? ';' : '{', () => this.#newName().text);
    if (isOpaque) return this.#ended({ ...place, kind: 'define', name, parameters, qubits, body: undefined });
    return { ...place, kind: 'define', name, parameters, qubits, body: this.#block() };
  }

  #measurement(): QasmStatement {
    const place = this.#place();
    this.#reader.next();
    const operand = this.#operand();
    if (this.#reader.sees(';')) throw unsupportedQasm(place, 'a measurement whose outcome goes nowhere');
    this.#reader.expect('->');
    return this.#ended({ ...place, kind: 'measure', operand, into: this.#operand() });
  }

  /** Behind `c =`. */
  #measuredInto(place: QasmPlace, into: QasmExpression): QasmStatement {
    this.#reader.next();
    return this.#ended({ ...place, kind: 'measure', operand: this.#operand(), into });
  }

  #barrier(): QasmStatement {
    const place = this.#place();
    this.#reader.next();
    const operands = this.#reader.sees(';') ? [] : this.#reader.list(';', () => this.#operand());
    return this.#ended({ ...place, kind: 'barrier', operands });
  }

  #if(): QasmStatement {
    const place = this.#place();
    this.#reader.next();
    this.#reader.expect('(');
    const condition = this.#expression();
    this.#reader.expect(')');
    const whenTrue = this.#body();
    const otherwise = this.#reader.takes('else') ? this.#body() : [];
    return { ...place, kind: 'if', condition, whenTrue, otherwise };
  }

  #for(): QasmStatement {
    const place = this.#place();
    this.#reader.next();
    const type = this.#reader.expectKind('name', 'the type of the variable');
    if (!NUMBER_TYPES.has(type.text)) throw invalidQasm(type, 'a loop begins with the type of its variable');
    readSize(this.#reader);
    const { text: variable } = this.#newName();
    this.#reader.expect('in');
    return { ...place, kind: 'for', variable, over: this.#loopValues(), body: this.#body() };
  }

  #loopValues(): QasmLoop['over'] {
    if (this.#reader.sees('{')) return readSet(this.#reader, this.#power());
    if (this.#reader.sees('[')) return readIndex(this.#reader, this.#power());
    if (this.#reader.peek().kind === 'name' && !RESERVED.has(this.#reader.peek().text)) {
      return { kind: 'elements', of: this.#operand() };
    }
    throw this.#reader.unexpected('a set or a range');
  }

  #alias(): QasmStatement {
    const place = this.#place();
    this.#reader.next();
    const { text: name } = this.#newName();
    this.#reader.expect('=');
    const parts = [this.#operand()];
    while (this.#reader.takes('++')) parts.push(this.#operand());
    return this.#ended({ ...place, kind: 'alias', name, parts });
  }

  /** A statement that begins with a name that is no keyword, or with a modifier. */
  #callOrAssignment(): QasmStatement {
    const place = this.#place();
    const modifiers = this.#modifiers();
    const token = this.#reader.expectKind('name', 'a gate');
    if (RESERVED.has(token.text) && token.text !== 'gphase') throw invalidQasm(token, `${token.text} is a keyword`);
    if (modifiers.length === 0) {
      const assignment = this.#assignment(place, { kind: 'name', ...place, name: token.text });
      if (assignment !== undefined) return assignment;
    }
    let angles: readonly QasmExpression[] = [];
    if (this.#reader.takes('(')) {
      angles = this.#reader.sees(')') ? [] : this.#reader.list(')', () => this.#expression());
      this.#reader.expect(')');
      if (modifiers.length === 0 && token.text !== 'gphase' && this.#reader.takes(';')) {
        return {
          ...place,
          kind: 'evaluate',
          expression: { ...place, kind: 'call', name: token.text, operands: angles },
        };
      }
    }
    if (this.#reader.sees('[')) throw unsupportedQasm(this.#place(), 'the duration of a gate');
    const operands = this.#reader.sees(';') ? [] : this.#reader.list(';', () => this.#operand());
    if (operands.length === 0 && token.text !== 'gphase') throw unsupportedQasm(place, 'an expression as a statement');
    return this.#ended({ ...place, kind: 'gate', name: token.text, modifiers, angles, operands });
  }

  #assignment(place: QasmPlace, name: QasmExpression): QasmStatement | undefined {
    const target = readIndexed(this.#reader, this.#power(), name);
    const operator = ASSIGNMENTS.find((sign) => this.#reader.sees(sign));
    if (operator === undefined) {
      if (target !== name) throw this.#reader.unexpected('an assignment');
      return undefined;
    }
    this.#reader.next();
    if (operator === '=' && this.#reader.sees('measure')) return this.#measuredInto(place, target);
    return this.#ended({ ...place, kind: 'assign', target, operator, value: this.#expression(), isInitial: false });
  }

  #modifiers(): readonly QasmModifier[] {
    const modifiers: QasmModifier[] = [];
    for (;;) {
      const { text, line, column } = this.#reader.peek();
      if (text !== 'ctrl' && text !== 'negctrl' && text !== 'inv' && text !== 'pow') return modifiers;
      this.#reader.next();
      let operand: QasmExpression | undefined;
      if (text !== 'inv' && this.#reader.takes('(')) {
        operand = this.#expression();
        this.#reader.expect(')');
      }
      if (text === 'pow' && operand === undefined) throw this.#reader.unexpected('the power in parentheses');
      this.#reader.expect('@');
      modifiers.push({ line, column, kind: text, operand });
    }
  }

  #operand(): QasmExpression {
    const token = this.#reader.expectKind('name', 'a register');
    if (RESERVED.has(token.text)) throw invalidQasm(token, `${token.text} is a keyword`);
    const name: QasmExpression = { line: token.line, column: token.column, kind: 'name', name: token.text };
    return readIndexed(this.#reader, this.#power(), name);
  }

  /** A statement or a block. */
  #body(): readonly QasmStatement[] {
    return this.#reader.nested(() => this.#statement());
  }

  #block(): readonly QasmStatement[] {
    this.#reader.expect('{');
    const statements: QasmStatement[] = [];
    while (!this.#reader.sees('}')) statements.push(...this.#statement());
    this.#reader.expect('}');
    return statements;
  }

  /** A name that is declared; some may be declared although they are keywords of ours. */
  #newName(allowed: readonly string[] = []): QasmPlace & { readonly text: string } {
    const token = this.#reader.expectKind('name', 'a name');
    const isOldName =
      this.#version === 2 && !['gate', 'qreg', 'creg', 'measure', 'reset', 'barrier', 'if'].includes(token.text);
    if (RESERVED.has(token.text) && !allowed.includes(token.text) && !isOldName) {
      throw invalidQasm(token, `${token.text} is a keyword`);
    }
    return token;
  }

  #expression(): QasmExpression {
    return readExpression(this.#reader, this.#power());
  }

  #power(): '^' | '**' {
    return this.#version === 2 ? '^' : '**';
  }

  #place(): QasmPlace {
    const { line, column } = this.#reader.peek();
    return { line, column };
  }

  /** Leaves the keyword behind before it reads on. */
  #after<T>(read: () => T): T {
    this.#reader.next();
    return read();
  }

  #ended<T extends QasmStatement>(statement: T): T {
    this.#reader.expect(';');
    return statement;
  }
}
