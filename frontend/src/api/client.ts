import createClient, { type Middleware } from "openapi-fetch";
import { csrfToken, isUnsafe } from "./csrf";
import { errorFromBody, toApiError } from "./errors";
import type { paths } from "./schema";

const withCsrf: Middleware = {
  onRequest({ request }) {
    if (isUnsafe(request.method)) request.headers.set("X-CSRFToken", csrfToken());
    return request;
  },
};

export const api = createClient<paths, "application/json">({ credentials: "same-origin" });
api.use(withCsrf);

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body and the response of a call. @throws ApiError for every kind of failure. */
export async function answered<T>(
  call: Promise<Outcome<T>>,
): Promise<{ data: T | undefined; response: Response }> {
  let outcome: Outcome<T>;
  try {
    outcome = await call;
  } catch (error) {
    throw toApiError(error);
  }
  if (!outcome.response.ok) throw errorFromBody(outcome.response.status, outcome.error);
  return { data: outcome.data, response: outcome.response };
}

/** The body of a call that must have one. @throws ApiError for every kind of failure. */
export async function unwrap<T>(call: Promise<Outcome<T>>): Promise<T> {
  const { data, response } = await answered(call);
  if (data === undefined) throw errorFromBody(response.status, undefined);
  return data;
}
