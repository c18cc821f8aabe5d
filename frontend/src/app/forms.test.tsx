// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer, type Method, type Path } from "./testing/fakeServer";
import { openPage } from "./testing/page";

interface Form {
  address: string;
  method: Method;
  path: Path;
  /** Opens the form, where it stands in a dialog, and fills it. */
  fill: (user: UserEvent) => Promise<void>;
  submit: string;
  body?: object;
}

const LOGIN = "/_allauth/browser/v1/auth/login";
const P = "/api/v1/projects/{slug}/";
// A dialog stands after what opened it.
const newest = (found: HTMLElement[]): HTMLElement => {
  const last = found.at(-1);
  if (!last) throw new Error("Nothing was found.");
  return last;
};
const press = (user: UserEvent, name: string) =>
  user.click(newest(screen.getAllByText(name, { selector: "button *, button" })));
const type = async (user: UserEvent, label: string, text: string) => {
  const field = newest(await screen.findAllByLabelText(new RegExp(`^${label}`)));
  await user.clear(field);
  await user.click(field);
  await user.paste(text);
};
const choose = async (user: UserEvent, label: string, name: string) => {
  const field = await screen.findByLabelText(label, { selector: "button, input" });
  const hidden = field.closest("form")?.querySelector<HTMLInputElement>('input[type="file"]');
  if (!hidden) throw new Error("This form takes no file.");
  await user.upload(hidden, new File(["{}"], name));
};

const FORMS: Record<string, Form> = {
  "a new token": {
    address: "/account",
    method: "post",
    path: "/api/v1/tokens/",
    fill: async (user) => {
      await press(user, "New token");
      await type(user, "Name", "loader");
    },
    submit: "Create",
    body: { name: "loader", days: 90 },
  },
  "a new project": {
    address: "/",
    method: "post",
    path: "/api/v1/projects/",
    fill: async (user) => {
      await press(user, "New project");
      await type(user, "Name", "Walls");
      await type(user, "Short name", "walls");
    },
    submit: "Create",
    body: { name: "Walls", slug: "walls" },
  },
  "a new member": {
    address: "/projects/sample/members",
    method: "post",
    path: `${P}members/`,
    fill: async (user) => {
      await press(user, "Add a member");
      await type(user, "User name", "ann");
    },
    submit: "Add",
    body: { username: "ann", role: "annotator" },
  },
  "a schedule of retraining": {
    address: "/projects/sample/model",
    method: "patch",
    path: `${P}retrain-policy/`,
    fill: (user) => type(user, "After this many new answers", "500"),
    submit: "Save",
    body: { every_answers: 500 },
  },
  settings: {
    address: "/projects/sample/settings",
    method: "patch",
    path: P,
    fill: (user) => type(user, "Queue size", "300"),
    submit: "Save",
    body: { queue_size: 300 },
  },
  "a document": {
    address: "/projects/sample/documents",
    method: "post",
    path: `${P}documents/`,
    fill: async (user) => {
      await press(user, "Add a document");
      await type(user, "Title", "On walls");
      await type(user, "Text", "A wall stands.");
    },
    submit: "Add",
    body: { title: "On walls", text: "A wall stands." },
  },
  "an audit": {
    address: "/projects/sample/audits",
    method: "post",
    path: `${P}audits/`,
    fill: async (user) => {
      await type(user, "Behaviour", "Flattery");
      await choose(user, "File", "flattery.jsonl");
    },
    submit: "Ask the live head",
  },
  "an import": {
    address: "/projects/sample/data",
    method: "post",
    path: `${P}imports/`,
    fill: (user) => choose(user, "File", "rows.jsonl"),
    submit: "Import",
  },
  "an export": {
    address: "/projects/sample/data",
    method: "post",
    path: `${P}exports/`,
    fill: () => Promise.resolve(),
    submit: "Export",
    // The first of the server's own list.
    body: { format: "sample" },
  },
};

// Machines may be busy.
const PATIENCE = { timeout: 10_000 };
vi.setConfig({ testTimeout: 30_000 });
let server: FakeServer;
beforeEach(() => {
  server = startServer();
  server.says(P, { role: "admin" });
});

it.each(Object.entries(FORMS))("%s: refused, it says why; right, it is sent", async (_, form) => {
  const user = userEvent.setup({ delay: null });
  await openPage(form.address);
  await form.fill(user);
  server.refuses(form.method, form.path, "No wall is straight.");
  await press(user, form.submit);
  const alert = await screen.findByText("No wall is straight.", {}, PATIENCE);
  expect(
    within(document.body)
      .getAllByRole("alert")
      .some((each) => each.contains(alert)),
  ).toBe(true);
  server.accepts(form.method, form.path);
  const before = server.calls.length;
  await press(user, form.submit);
  await vi.waitFor(
    () =>
      expect(server.calls.slice(before)).toContainEqual(
        expect.objectContaining({ method: form.method, path: form.path }),
      ),
    PATIENCE,
  );
  if (form.body) expect(server.last(form.method, form.path)?.body).toMatchObject(form.body);
});

it("a login: what was refused is said, what is right lets in", async () => {
  const user = userEvent.setup({ delay: null });
  server.answers("get", "/api/v1/me/", 401, {
    code: "not_authenticated",
    message: "",
    details: {},
  });
  await openPage("/login");
  await type(user, "User name", "ann");
  await type(user, "Password", "wrong");
  const refusal = { errors: [{ code: "bad", message: "No such user.", param: "" }] };
  server.answers("post", LOGIN, 400, refusal);
  await press(user, "Sign in");
  await screen.findByText("No such user.", {}, PATIENCE);
  server.answers("post", LOGIN, 200, {});
  await press(user, "Sign in");
  await vi.waitFor(() => expect(server.calls.at(-1)?.path).not.toBe(LOGIN));
  expect(server.last("post", LOGIN)?.body).toEqual({ username: "ann", password: "wrong" });
});

it("a search: the words stand in the address of what is asked", async () => {
  const user = userEvent.setup({ delay: null });
  await openPage("/projects/sample/search");
  await type(user, "Words", "plumb line");
  await press(user, "Search");
  await vi.waitFor(() => expect(server.last("get", `${P}prompts/`)).toBeDefined());
  server.refuses("get", `${P}prompts/`, "Too many words.");
  await type(user, "Words", "plumb lines");
  await press(user, "Search");
  await screen.findByText("Too many words.", {}, PATIENCE);
});
