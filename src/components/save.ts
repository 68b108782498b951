/** Hand a file to the person as a download. */
export function save(blob: Blob, filename: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // the browser takes the file after this task
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
