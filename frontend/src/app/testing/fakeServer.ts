import { vi } from "vitest";
import type { paths } from "@/api/schema";
import { pathOf, sampleAnswer } from "./samples";

export interface Call {
  method: string;
  path: string;
  body: unknown;
}

export type Path = keyof paths;
export type Method = "get" | "post" | "patch" | "delete" | "put";
type Good<P extends Path, M extends Method> =
  paths[P] extends Record<M, { responses: { 200: { content: { "application/json": infer T } } } }>
    ? T
    : never;

const HERE = "http://localhost";
let present: FakeServer | null = null;

// The API's client takes these when it is made, so they have to be there before it.
const BrowserRequest = globalThis.Request;
vi.stubGlobal(
  "Request",
  class extends BrowserRequest {
    constructor(input: string | URL | Request, init?: RequestInit) {
      super(input instanceof BrowserRequest ? input : new URL(input, HERE), init);
    }
  },
);
vi.stubGlobal("fetch", (input: string | Request, init?: RequestInit) =>
  present ? present.answer(new Request(input, init)) : Promise.reject(new Error("no server")),
);

/**
 * Stands where the browser's fetch is. Every call of the API is answered with a sample of what its
 * description promises; a test may say otherwise of some fields, or have a call refused.
 */
class FakeServer {
  readonly calls: Call[] = [];
  private readonly said = new Map<string, { status: number; body: unknown }>();

  /** Answers a path with this body; fields that are left out are those of the sample. */
  says<P extends Path>(path: P, body: Partial<Good<P, "get">>): void {
    const sample = sampleAnswer("get", path);
    this.said.set(`get ${path}`, { ...sample, body: { ...(sample.body as object), ...body } });
  }

  /** Answers a call with this, of the API or of what else the server has. */
  answers(method: Method, path: string, status: number, body: unknown): void {
    this.said.set(`${method} ${path}`, { status, body });
  }

  /** Refuses a call in the one shape of errors. */
  refuses(method: Method, path: Path, message: string): void {
    this.answers(method, path, 400, { code: "bad", message, details: {} });
  }

  /** Answers it with a sample again. */
  accepts(method: Method, path: Path): void {
    this.said.delete(`${method} ${path}`);
  }

  /** The last call of a method at a path. */
  last(method: Method, path: string): Call | undefined {
    return this.calls.findLast((call) => call.method === method && call.path === path);
  }

  async answer(request: Request): Promise<Response> {
    const method = request.method.toLowerCase();
    const address = new URL(request.url).pathname;
    const path = pathOf(address) ?? address;
    const isForm = request.headers.get("Content-Type")?.startsWith("multipart/");
    const text = request.body && !isForm ? await request.text() : "";
    this.calls.push({ method, path, body: text ? (JSON.parse(text) as unknown) : undefined });
    const { status, body } = this.said.get(`${method} ${path}`) ?? sampleAnswer(method, path);
    const headers = { "Content-Type": "application/json" };
    if (status === 204 || body === undefined) return new Response(null, { status });
    return new Response(JSON.stringify(body), { status, headers });
  }
}

export type { FakeServer };

/** A server that has heard nothing yet; it answers from now on. */
export function startServer(): FakeServer {
  present = new FakeServer();
  return present;
}
