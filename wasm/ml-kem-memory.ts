// Of the kernel of ML-KEM-768: where things lie in memory. A polynomial takes 512 bytes, 16 bits a coefficient.

/** The modulus: FIPS 203 §2.4. */
export const Q: i32 = 3329;
/** Bytes of a polynomial. */
export const POLYNOMIAL: usize = 512;
/** Bytes of a vector of three polynomials. */
export const VECTOR: usize = 3 * POLYNOMIAL;
/** Bytes of ByteEncode_12 of one polynomial. */
export const ENCODED: usize = 384;

// What comes from outside and goes there.

/** What a key is made of: `d` and `z`, FIPS 203 §7.1. */
export const SEED_OFFSET: usize = 1024;
/** `m` of an encapsulation. */
export const MESSAGE_OFFSET: usize = 1088;
/** What comes out of an encapsulation or decapsulation. */
export const SHARED_OFFSET: usize = 1120;
/** An encoded public key. */
export const PUBLIC_OFFSET: usize = 1152;
/** A ciphertext. */
export const CIPHERTEXT_OFFSET: usize = 2432;
/** The secret vector of a private key, transformed; then `z`. */
export const SECRET_OFFSET: usize = 3584;
/** The expanded public key, which later calls need to have again: matrix, vector `t`, and H(public key). */
export const EXPANDED_OFFSET: usize = 5632;

/** Bytes of an encoded public key. */
export const PUBLIC_BYTES: i32 = 1184;
/** Bytes of a ciphertext. */
export const CIPHERTEXT_BYTES: i32 = 1088;
/** Bytes of a secret vector and `z`. */
export const SECRET_BYTES: i32 = 1568;
/** Bytes of an expanded public key. */
export const EXPANDED_BYTES: i32 = 6176;

/** What an invalid ciphertext's secret is made of. */
export const Z: usize = SECRET_OFFSET + VECTOR;
/** The matrix, row by row. */
export const MATRIX: usize = EXPANDED_OFFSET;
/** The vector of a public key. */
export const T: usize = MATRIX + 3 * VECTOR;
/** H(public key). */
export const HASH: usize = T + VECTOR;

// Working space, overwritten with zeros after each call.

/** Where it begins. */
export const WORK: usize = 12288;
/** Two Keccak states, interleaved: the two lanes of a vector belong to two texts. */
export const STATE: usize = WORK;
/** Where every other round puts them. */
export const OTHER_STATE: usize = STATE + 400;
/** What was squeezed from the first state, then from the second. */
export const SQUEEZED: usize = OTHER_STATE + 400 + 32;
/** How far those are apart. */
export const SQUEEZED_BYTES: usize = 176;
/** The output of G: shared secret, then coins. */
export const COINS: usize = SQUEEZED + 2 * SQUEEZED_BYTES;
/** The input of G. */
export const JOINT: usize = COINS + 64;
/** A vector that is multiplied. */
export const R: usize = JOINT + 96;
/** Its one form for that. */
export const FIRST_FORM: usize = R + VECTOR;
/** Its other form. */
export const SECOND_FORM: usize = FIRST_FORM + VECTOR;
/** A vector of errors. */
export const NOISE: usize = SECOND_FORM + VECTOR;
/** The vector in a ciphertext. */
export const U: usize = NOISE + VECTOR;
/** The polynomial in a ciphertext. */
export const V: usize = U + VECTOR;
/** Its error. */
export const NOISE_V: usize = V + POLYNOMIAL;
/** What a ciphertext should have been. */
export const SECOND_CIPHERTEXT: usize = NOISE_V + POLYNOMIAL;
/** Where the working space ends. */
export const WORK_END: usize = SECOND_CIPHERTEXT + 1152;

// Tables, made once. Each has a second table behind it, of the same numbers times 2^15 / Q.

/** For each index k the root 17^BitRev7(k). */
export const ROOTS: usize = 32768;
/** Those times 2^15 / Q. */
export const ROOT_QUOTIENTS: usize = ROOTS + 256;
/** The roots as the last layer but one needs them, a vector of eight for each 16 coefficients. */
export const FOURS: usize = ROOT_QUOTIENTS + 256;
/** Those times 2^15 / Q. */
export const FOUR_QUOTIENTS: usize = FOURS + 256;
/** The roots as the last layer needs them. */
export const TWOS: usize = FOUR_QUOTIENTS + 256;
/** Those times 2^15 / Q. */
export const TWO_QUOTIENTS: usize = TWOS + 256;
/** The roots as the first layer of the way back needs them. */
export const BACK_TWOS: usize = TWO_QUOTIENTS + 256;
/** Those times 2^15 / Q. */
export const BACK_TWO_QUOTIENTS: usize = BACK_TWOS + 256;
/** The roots as the second layer of the way back needs them. */
export const BACK_FOURS: usize = BACK_TWO_QUOTIENTS + 256;
/** Those times 2^15 / Q. */
export const BACK_FOUR_QUOTIENTS: usize = BACK_FOURS + 256;
/** For each pair of coefficients: 2^16, and 2^16 times the root of its factor X^2 - root. */
export const PAIRS: usize = BACK_FOUR_QUOTIENTS + 256;
/** Those times 2^15 / Q. */
export const PAIR_QUOTIENTS: usize = PAIRS + POLYNOMIAL;
/** The constants of Keccak's rounds. */
export const ROUND_CONSTANTS: usize = PAIR_QUOTIENTS + POLYNOMIAL;

/** 2^16 modulo Q, nearest to zero. */
export const MONTGOMERY: i32 = -1044;
/** The inverse of Q modulo 2^16. */
export const Q_INVERSE: i16 = -3327;
/** The inverse of 128 modulo Q, nearest to zero. */
export const INVERSE_128: i32 = -26;
