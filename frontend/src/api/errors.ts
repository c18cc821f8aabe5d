import { t } from "@lingui/core/macro";
/** The one error of the API: `{code, message, details}`, plus the status it came with. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }

  /** True where the same request may succeed later: no connection, overload, server fault. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a failed response says; servers in between may answer in other shapes than ours. */
export function errorFromBody(status: number, body: unknown): ApiError {
  if (isRecord(body) && typeof body.code === "string") {
    const message = typeof body.message === "string" ? body.message : body.code;
    return new ApiError(status, body.code, message, isRecord(body.details) ? body.details : {});
  }
  if (status === 401) return new ApiError(status, "not_authenticated", t`You are signed out.`);
  return new ApiError(status, "unexpected", t`The server answered with status ${status}.`);
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof TypeError) {
    return new ApiError(0, "network", t`The server cannot be reached.`);
  }
  return new ApiError(-1, "unexpected", error instanceof Error ? error.message : t`Unknown error.`);
}
