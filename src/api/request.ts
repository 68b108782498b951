/**
 * An id for a request, which the server keeps: the same request sent again is the same fact.
 *
 * 128 random bits. `crypto.randomUUID` would need HTTPS; many Jupyter servers speak HTTP.
 */
export function newRequest(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
