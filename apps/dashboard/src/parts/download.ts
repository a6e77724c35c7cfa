/** Hands a text to the user as a file. */
export function saveText(name: string, text: string): void {
  saveBytes(name, new TextEncoder().encode(text));
}

/** Hands bytes to the user as a file. */
export function saveBytes(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
