import { expect, it } from "vitest";
import { endpointOf } from "./endpoints";

function filled(more: Record<string, string> = {}): FormData {
  const form = new FormData();
  const fields = {
    url: " http://localhost:11434/v1 ",
    model: "small",
    key: "",
    key_variable: "",
    temperature: "0.7",
    samples: "2",
    timeout_seconds: "60",
    retries: "4",
    max_calls: "",
    max_tokens: "1000",
    ...more,
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

it("reads numbers, and an empty budget as none", () => {
  const said = endpointOf(filled(), { forgetsKey: false });
  expect(said).toMatchObject({ url: "http://localhost:11434/v1", temperature: 0.7, samples: 2 });
  expect([said.max_calls, said.max_tokens]).toEqual([null, 1000]);
});

it("says nothing of a key that was not typed, and takes one away only on demand", () => {
  expect(endpointOf(filled(), { forgetsKey: false })).not.toHaveProperty("key");
  expect(endpointOf(filled({ key: "k" }), { forgetsKey: false }).key).toBe("k");
  expect(endpointOf(filled(), { forgetsKey: true }).key).toBe("");
});
