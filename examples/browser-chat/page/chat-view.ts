/** What the page shows now. */
export type ChatState = 'opening' | 'ready' | 'connecting' | 'connected' | 'reconnecting' | 'failed';

/** What people do on the page. */
export interface ChatActions {
  readonly onJoin: () => void;
  readonly onCancel: () => void;
  readonly onLeave: () => void;
  readonly onSay: (text: string) => void;
}

/** A message that is on its way. */
export interface SentEntry {
  sent(): void;
  lost(): void;
}

const STATUS: Readonly<Record<ChatState, string>> = {
  opening: 'Opening',
  ready: 'Not connected',
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  failed: 'Not connected',
};

/** The page's elements. Text of others goes in as text alone. */
export class ChatView {
  constructor(actions: ChatActions) {
    element('join').addEventListener('click', actions.onJoin);
    element('retry').addEventListener('click', actions.onJoin);
    element('cancel').addEventListener('click', actions.onCancel);
    element('leave').addEventListener('click', actions.onLeave);
    element('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      const input = element('text') as HTMLInputElement;
      const text = input.value.trim();
      input.value = '';
      if (text !== '') actions.onSay(text);
    });
  }

  show(state: ChatState): void {
    document.body.dataset['state'] = state;
    element('status').textContent = STATUS[state];
    if (state === 'connected') element('text').focus();
  }

  showIdentities(me: string, room: string): void {
    element('me').textContent = me;
    element('room').textContent = room;
    (element('join') as HTMLButtonElement).disabled = false;
  }

  showChat(suite: string): void {
    element('suite').textContent = suite;
    element('messages').replaceChildren();
    this.show('connected');
  }

  showFailure(sentence: string, hint: string, code: string): void {
    element('failure-text').textContent = sentence;
    element('failure-hint').textContent = hint;
    element('failure-code').textContent = code;
    this.show('failed');
  }

  /** Adds a message; one without a sender is the page's own, and pale until the room has it. */
  add(text: string, from?: string): SentEntry {
    const item = document.createElement('li');
    const who = document.createElement('small');
    who.textContent = from ?? 'You, on its way';
    item.append(who, text);
    if (from === undefined) item.classList.add('mine', 'sending');
    element('messages').append(item);
    item.scrollIntoView({ block: 'nearest' });
    const settle = (label: string, ...classes: readonly string[]): void => {
      who.textContent = label;
      item.classList.remove('sending');
      item.classList.add(...classes);
    };
    return { sent: () => settle('You'), lost: () => settle('You, not delivered', 'lost') };
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no ${id}`);
  return found;
}
