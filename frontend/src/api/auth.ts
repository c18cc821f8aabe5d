import { t } from "@lingui/core/macro";
import { csrfToken } from "./csrf";
import { ApiError, isRecord, toApiError } from "./errors";

const BASE = "/_allauth/browser/v1/auth";

async function send(method: "GET" | "POST" | "DELETE", path: string, body?: object) {
  try {
    return await fetch(BASE + path, {
      method,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: body ? JSON.stringify(body) : null,
    });
  } catch (error) {
    throw toApiError(error);
  }
}

/** The first message of allauth's `{status, errors: [{code, message, param}]}`. */
async function firstProblem(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const errors: unknown = isRecord(body) ? body.errors : null;
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  if (isRecord(first) && typeof first.message === "string") {
    return new ApiError(response.status, String(first.code), first.message);
  }
  return new ApiError(response.status, "login_failed", t`Signing in did not work. Try again.`);
}

/** Starts a session. @throws ApiError with the message to show. */
export async function signIn(username: string, password: string): Promise<void> {
  // The index page sets the CSRF cookie; a page served otherwise has to ask for it.
  if (!csrfToken()) await send("GET", "/session");
  const response = await send("POST", "/login", { username, password });
  const signedInAlready = response.status === 409;
  if (!response.ok && !signedInAlready) throw await firstProblem(response);
}

/** Ends the session; allauth answers 401 to say that nobody is signed in any more. */
export async function signOut(): Promise<void> {
  const response = await send("DELETE", "/session");
  if (!response.ok && response.status !== 401) throw await firstProblem(response);
}
