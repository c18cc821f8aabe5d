import { getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";
import { expect, it } from "vitest";
import { messages } from "./en.po";

const [catalogue] = await getCatalogs(getConfig());
const said = await catalogue?.collect();

it("has every message of the components, and no other (else: npm run messages)", () => {
  expect(Object.keys(messages).sort()).toEqual(Object.keys(said ?? {}).sort());
});

it("says each message in English", () => {
  expect(Object.values(messages).every((message) => message.length > 0)).toBe(true);
});
