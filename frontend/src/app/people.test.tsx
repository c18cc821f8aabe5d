// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";

const P = "/api/v1/projects/{slug}/";
const AUTH = "/_allauth/browser/v1/";
// Machines may be busy.
const PATIENCE = { timeout: 10_000 };
vi.setConfig({ testTimeout: 30_000 });
let server: FakeServer;
const user = userEvent.setup({ delay: null });
const nobodyIsSignedIn = () =>
  server.answers("get", "/api/v1/me/", 401, {
    code: "not_authenticated",
    message: "",
    details: {},
  });
const type = async (label: RegExp, text: string) => {
  const field = await screen.findByLabelText(label, { selector: "input, textarea" }, PATIENCE);
  await user.clear(field);
  await user.click(field);
  await user.paste(text);
};
const press = async (name: string | RegExp) =>
  user.click(await screen.findByRole("button", { name }, PATIENCE));

beforeEach(() => {
  server = startServer();
  server.says(P, { role: "admin" });
});

it("an invitation makes an account with one's own name and password", async () => {
  nobodyIsSignedIn();
  await openPage("/invitation#secret");
  await type(/^User name/, "ann");
  await type(/^Your name/, "Ann");
  await type(/^Password/, "a-fine-passphrase");
  server.refuses("post", "/api/v1/invitations/accept/", "This user name is taken.");
  await press("Join");
  await screen.findByText("This user name is taken.", {}, PATIENCE);
  expect(server.last("post", "/api/v1/invitations/accept/")?.body).toEqual({
    token: "secret",
    username: "ann",
    name: "Ann",
    password: "a-fine-passphrase",
  });
});

it("whoever is signed in joins with that account", async () => {
  await openPage("/invitation#secret");
  await press("Join");
  await vi.waitFor(() =>
    expect(server.last("post", "/api/v1/invitations/accept/")?.body).toEqual({ token: "secret" }),
  );
});

it("a used invitation says so", async () => {
  nobodyIsSignedIn();
  server.refuses("post", "/api/v1/invitations/open/", "This invitation was used.");
  await openPage("/invitation#secret");
  await screen.findByText("This invitation was used.", {}, PATIENCE);
});

it("a forgotten password is asked for by mail where there is mail", async () => {
  nobodyIsSignedIn();
  server.answers("post", `${AUTH}auth/password/request`, 200, {});
  await openPage("/forgotten-password");
  await type(/^E-mail address/, "ann@example.org");
  await press("Send a link");
  await screen.findByText(/If an account has this address/, {}, PATIENCE);
  expect(server.last("post", `${AUTH}auth/password/request`)?.body).toEqual({
    email: "ann@example.org",
  });
});

it("and from an admin where there is none", async () => {
  nobodyIsSignedIn();
  server.says("/api/v1/sign-in/", { mail: false });
  await openPage("/forgotten-password");
  await screen.findByText(/Ask an admin of your project/, {}, PATIENCE);
  expect(screen.queryByLabelText(/^E-mail/)).toBeNull();
});

it("a link sets a new password, or says why not", async () => {
  nobodyIsSignedIn();
  const path = `${AUTH}auth/password/reset`;
  await openPage("/new-password#1-key");
  await type(/^New password/, "12345");
  const refusal = { errors: [{ code: "bad", message: "Too short.", param: "password" }] };
  server.answers("post", path, 400, refusal);
  await press("Set it");
  await screen.findByText("Too short.", {}, PATIENCE);
  await type(/^New password/, "a-fine-passphrase");
  server.answers("post", path, 401, {});
  await press("Set it");
  await screen.findByText(/Your new password is set/, {}, PATIENCE);
  expect(server.last("post", path)?.body).toEqual({ key: "1-key", password: "a-fine-passphrase" });
});

it("a password is changed on the account page", async () => {
  const path = `${AUTH}account/password/change`;
  server.answers("post", path, 200, {});
  await openPage("/account");
  await type(/^Present password/, "old");
  await type(/^New password/, "a-fine-passphrase");
  await press("Change the password");
  await screen.findByText(/Your new password is set/, {}, PATIENCE);
  expect(server.last("post", path)?.body).toEqual({
    current_password: "old",
    new_password: "a-fine-passphrase",
  });
});

it("an admin invites a person and sees the link once", async () => {
  await openPage("/projects/sample/members");
  await press("Invite");
  await press("Make a link");
  await screen.findByText(/It works once, and it is not shown again/, {}, PATIENCE);
  expect(server.last("post", `${P}invitations/`)?.body).toEqual({ role: "annotator", days: 7 });
});

it("many people are invited only after a check that finds nothing wrong", async () => {
  const path = `${P}bulk-invitations/` as const;
  const row = { line: 2, username: "ann", email: "", role: "annotator", link: null };
  await openPage("/projects/sample/members");
  await press("Invite many");
  await type(/^People/, "username\nan n\n");
  const all = await screen.findByRole<HTMLButtonElement>("button", { name: "Invite all" });
  const problems = [{ line: 2, message: "No such name." }];
  server.answers("post", path, 200, { invited: [row], problems });
  await press("Check");
  await screen.findByText(/Line 2: No such name./, {}, PATIENCE);
  expect(all.disabled).toBe(true);
  await type(/^People/, "username\nann\n");
  server.answers("post", path, 200, { invited: [row], problems: [] });
  await press("Check");
  await screen.findByText("1 person will be invited.", {}, PATIENCE);
  const link = "https://label.example.org/invitation#t";
  server.answers("post", path, 200, { invited: [{ ...row, link }], problems: [] });
  await press("Invite all");
  await screen.findByText(/ann,,annotator,https:\/\/label.example.org\/invitation#t/, {}, PATIENCE);
});

it("an admin makes a link for who forgot the password", async () => {
  server.says("/api/v1/me/", { username: "admin" });
  await openPage("/projects/sample/members");
  await press("Password link for sample");
  await press("Make a link");
  await screen.findByText(/It works once, within three days/, {}, PATIENCE);
});
