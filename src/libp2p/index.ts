export {
  HYBRID_PROTOCOL,
  type HybridEncrypterComponents,
  type HybridEncrypterOptions,
  hybridEncrypter,
} from './hybrid-encrypter.ts';
