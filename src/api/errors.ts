import type { ErrorBody } from './types';

/** A refusal by the server: a stable code, and a message that says what to do. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody
  ) {
    super(body.message);
    this.name = 'ApiError';
  }

  get code(): string {
    return this.body.code;
  }

  /** Read the refusal out of a response; anything that is not ours keeps its status text. */
  static async from(response: Response): Promise<ApiError> {
    const text = await response.text();
    let body: ErrorBody;
    try {
      const parsed = JSON.parse(text);
      body = {
        code: String(parsed.code ?? 'http_error'),
        message: String(parsed.message ?? response.statusText),
        details: parsed.details ?? {}
      };
    } catch {
      body = {
        code: 'http_error',
        message: `${response.status} ${response.statusText}`,
        details: {}
      };
    }
    return new ApiError(response.status, body);
  }
}

/** Whether the same request may well succeed later: nothing answered, or the server could not. */
export function mayPass(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.status === 0 || error.status >= 500)
  );
}
