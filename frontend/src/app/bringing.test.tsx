// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer, type Path } from "./testing/fakeServer";
import { openPage } from "./testing/page";
import { partOf, withRole } from "@/features/data/model";

const LOOK = "/api/v1/projects/{slug}/imports/preview/" satisfies Path;
const IMPORTS = "/api/v1/projects/{slug}/imports/" satisfies Path;
const MAPPINGS = "/api/v1/projects/{slug}/import-mappings/" satisfies Path;
const FOUND = {
  container: "jsonl",
  packing: "gzip",
  encoding: "utf-8",
  columns: [
    { name: "q", example: "Why?", filled: 3, words: [] },
    { name: "who won", example: "left", filled: 3, words: ["left", "right"] },
  ],
  guess: { format: "arena", fields: ["conversation_a", "conversation_b"], fit: 2 },
  mapping: {},
  format: "arena",
  read: 3,
  good: 2,
  rows: [
    {
      line: 1,
      title: "",
      text: "",
      parts: [
        {
          prompt: [{ role: "user", content: "Why is it so?" }],
          responses: [
            { text: "So.", generator: "m1", name: "" },
            { text: "No.", generator: "", name: "" },
          ],
          votes: [
            { first: 0, second: 1, choice: "b", both_bad: false, rater: "ann", strength: 3 },
            { first: 0, second: 1, choice: "tie", both_bad: true, rater: "", strength: null },
          ],
          ratings: [],
        },
      ],
    },
  ],
  problems: [{ line: 3, problem: "missing_field", message: "Missing: winner." }],
  warnings: ["No row has the field 'judg'."],
  is_part: false,
};
const NONE = {
  ...FOUND,
  guess: null,
  format: null,
  rows: [],
  problems: [],
  warnings: [],
  mapping: { prompt: "q", choice: "who won" },
};
const option = (name: string) => ({ name, label: `Format ${name}`, description: "", options: [] });

// Machines may be busy.
vi.setConfig({ testTimeout: 30_000 });
let server: FakeServer;
let user: UserEvent;
beforeEach(() => {
  server = startServer();
  server.says("/api/v1/projects/{slug}/", { role: "researcher" });
  server.says("/api/v1/choices/", {
    import_formats: ["trl", "arena", "mapping"].map((name) => ({
      ...option(name),
      example: "",
      example_options: {},
    })),
    mapping_roles: ["prompt", "choice"].map((name) => ({
      name,
      label: `Role ${name}`,
      description: "",
    })),
  });
  user = userEvent.setup({ delay: null });
});

async function choose(file = new File(["{}"], "rows.jsonl")) {
  await openPage("/projects/sample/data");
  await screen.findByText("Choose a file");
  const input = document.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input) throw new Error("There is no field for a file.");
  await user.upload(input, file);
}

it("says what a file is, why, and what is wrong with it", async () => {
  server.answers("post", LOOK, 200, FOUND);
  await choose();
  expect(await screen.findByText("Format arena", { selector: "b" })).toBeTruthy();
  const page = document.body.textContent;
  expect(page).toContain("its rows have conversation_a, conversation_b");
  expect(page).toContain("2 of the first 3 rows can be read");
  expect(page).toContain("Missing: winner.");
  expect(page).toContain("No row has the field 'judg'.");
  expect(page).toContain("Response 2 is better than m1 (strength 3) says ann");
  expect(page).toContain("Neither m1 nor Response 2 will do");
  expect(screen.getAllByDisplayValue("Format arena").length).toBeGreaterThan(0);
});

it("takes a file that is dropped", async () => {
  server.answers("post", LOOK, 200, FOUND);
  await openPage("/projects/sample/data");
  const field = await screen.findByText("Choose a file");
  fireEvent.drop(field, { dataTransfer: { files: [new File(["{}"], "dropped.jsonl")] } });
  expect(await screen.findByText("dropped.jsonl")).toBeTruthy();
  expect(server.last("post", LOOK)).toBeTruthy();
});

it("tries a file without storing it, and then imports it", async () => {
  server.answers("post", LOOK, 200, FOUND);
  await choose();
  await screen.findByText("Format arena", { selector: "b" });
  await user.click(screen.getByRole("button", { name: "Dry run" }));
  await waitFor(() => expect(server.last("post", IMPORTS)).toBeTruthy());
  expect(screen.getByText("rows.jsonl")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Import" }));
  await waitFor(() => expect(screen.queryByText("rows.jsonl")).toBeNull());
});

it("asks which field is what where no format fits, and keeps the answer by name", async () => {
  server.answers("post", LOOK, 200, NONE);
  await choose();
  expect(await screen.findByText(/of no known format/)).toBeTruthy();
  const prompt = screen.getByRole("combobox", { name: "Role prompt" });
  expect((prompt as HTMLInputElement).value).toBe("q");
  expect(screen.getByRole("combobox", { name: "“left” means" })).toBeTruthy();
  server.answers("post", LOOK, 400, {
    code: "bad_mapping",
    message: "The role rejected is missing.",
    details: {},
  });
  await user.click(screen.getByRole("combobox", { name: "“left” means" }));
  const options = await waitFor(() => {
    const id = screen.getByRole("combobox", { name: "“left” means" }).getAttribute("aria-controls");
    const list = id ? document.getElementById(id) : null;
    if (!list) throw new Error("The list is not open.");
    return list;
  });
  await user.click(within(options).getByText("A is better"));
  expect(await screen.findByText("The role rejected is missing.")).toBeTruthy();
  await user.click(screen.getByLabelText("Name of the mapping"));
  await user.paste("letters");
  await user.click(screen.getByRole("button", { name: "Keep it" }));
  await waitFor(() => {
    expect(server.last("post", MAPPINGS)?.body).toEqual({
      name: "letters",
      mapping: { prompt: "q", choice: "who won", choices: { left: "a" } },
    });
  });
});

it("says why a file cannot be shown", async () => {
  server.refuses("post", LOOK, "This is a PDF document: add it on the page of documents.");
  await choose(new File(["%PDF"], "paper.pdf"));
  expect(await screen.findByText(/This is a PDF document/)).toBeTruthy();
});

it("sends the first part of a long text, and all of what has to be whole", async () => {
  const text = new File(["x".repeat(300_000)], "long.jsonl");
  const cut = await partOf(text);
  expect([cut.part.size, cut.isPart, cut.part.name]).toEqual([256 * 1024, true, "long.jsonl"]);
  const parquet = new File(["PAR1", "x".repeat(300_000)], "rows.parquet");
  expect(await partOf(parquet)).toEqual({ part: parquet, isPart: false });
});

it("takes a role out of a mapping where its field is cleared", () => {
  expect(withRole({ prompt: "q", rater: "who" }, "rater", null)).toEqual({ prompt: "q" });
  expect(withRole({ prompt: "q" }, "axes", ["clarity"])).toEqual({
    prompt: "q",
    axes: ["clarity"],
  });
  expect(withRole({ axes: ["a"] }, "axes", [])).toEqual({});
});
