import { afterEach, expect, it, vi } from "vitest";
import { OnlyTab } from "./onlyTab";

const opened: OnlyTab[] = [];
afterEach(() => opened.splice(0).forEach((tab) => tab.close()));

/** A tab, and what it was last told. */
function open(name: string) {
  const elsewhere = vi.fn<(is: boolean) => void>();
  const tab = new OnlyTab(name, elsewhere);
  opened.push(tab);
  return { tab, isElsewhere: () => elsewhere.mock.lastCall?.[0] ?? false };
}
const told = () => new Promise((done) => setTimeout(done, 30));

it("leaves the work to the tab that has it", async () => {
  const [first, second, third] = [open("p ann"), open("p ann"), open("p ann")];
  await told();
  expect([first, second, third].map((each) => each.isElsewhere())).toEqual([false, true, true]);
});

it("takes the work over when asked to", async () => {
  const [first, second] = [open("p ann"), open("p ann")];
  await told();
  second.tab.takeOver();
  await told();
  expect([first.isElsewhere(), second.isElsewhere()]).toEqual([true, false]);
  const third = open("p ann");
  await told();
  expect([second.isElsewhere(), third.isElsewhere()]).toEqual([false, true]);
});

it("has the work again once the other tab is closed", async () => {
  const first = open("p ann");
  await told();
  first.tab.close();
  const second = open("p ann");
  await told();
  expect(second.isElsewhere()).toBe(false);
});

it("minds neither other projects nor other people", async () => {
  const [one, other, else_] = [open("p ann"), open("q ann"), open("p bob")];
  await told();
  expect([one, other, else_].some((each) => each.isElsewhere())).toBe(false);
});
