import { t } from "@lingui/core/macro";
import { csrfToken } from "./csrf";
import { ApiError, isRecord, toApiError } from "./errors";

const BASE = "/_allauth/browser/v1";

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
  return new ApiError(response.status, "login_failed", t`That did not work. Try again.`);
}

/** Starts a session. @throws ApiError with the message to show. */
export async function signIn(username: string, password: string): Promise<void> {
  // The index page sets the CSRF cookie; a page served otherwise has to ask for it.
  if (!csrfToken()) await send("GET", "/auth/session");
  const response = await send("POST", "/auth/login", { username, password });
  const signedInAlready = response.status === 409;
  if (!response.ok && !signedInAlready) throw await firstProblem(response);
}

/** Ends the session; allauth answers 401 to say that nobody is signed in any more. */
export async function signOut(): Promise<void> {
  const response = await send("DELETE", "/auth/session");
  if (!response.ok && response.status !== 401) throw await firstProblem(response);
}

/** Has a link mailed to whoever has this address; says nothing of whether somebody has. */
export async function askForNewPassword(email: string): Promise<void> {
  if (!csrfToken()) await send("GET", "/auth/session");
  const response = await send("POST", "/auth/password/request", { email });
  if (!response.ok) throw await firstProblem(response);
}

/** Sets a password by the key of a link; allauth answers 401 where that signs nobody in. */
export async function setNewPassword(key: string, password: string): Promise<void> {
  if (!csrfToken()) await send("GET", "/auth/session");
  const response = await send("POST", "/auth/password/reset", { key, password });
  if (!response.ok && response.status !== 401) throw await firstProblem(response);
}

/** Changes one's own password. @throws ApiError with the message to show. */
export async function changePassword(old: string, wanted: string): Promise<void> {
  const response = await send("POST", "/account/password/change", {
    current_password: old,
    new_password: wanted,
  });
  if (!response.ok) throw await firstProblem(response);
}
