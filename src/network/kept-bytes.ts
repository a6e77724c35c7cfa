/**
 * Received bytes in a form to be kept: a view that is a small part of its buffer becomes a copy, so that a peer cannot make this
 * side keep a whole record alive for each byte in it.
 */
export function keptBytes(view: Uint8Array): Uint8Array {
  return view.length * 2 < view.buffer.byteLength ? new Uint8Array(view) : view;
}
