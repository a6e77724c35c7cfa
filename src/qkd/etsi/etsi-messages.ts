/** What a key manager says of a request that it does not serve. Those of ETSI GS QKD 014 §6.4 word for word. */
export const ETSI_MESSAGES = {
  sizeNotOctets: 'size shall be a multiple of 8',
  mandatoryUnsupported: 'not all extension_mandatory parameters are supported',
  mandatoryUnmet: 'not all extension_mandatory request options could be met',
  optionalUnhandled: 'not all extension_optional request options handled',
  keysNotFound: 'one or more keys specified are not found on KME',
  notNamed: 'the caller was not named in the original request',
} as const;
