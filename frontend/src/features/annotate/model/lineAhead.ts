import type { Served } from "@/api/types";

/** Comparisons that are leased to us, to be shown after the present one, in this order. */
export class LineAhead {
  private items: Served[] = [];

  get first(): Served | null {
    return this.items[0] ?? null;
  }

  get ids(): number[] {
    return this.items.map(({ id }) => id);
  }

  holds(id: number): boolean {
    return this.ids.includes(id);
  }

  push(next: Served): void {
    this.items.push(next);
  }

  shift(): Served | undefined {
    return this.items.shift();
  }

  clear(): void {
    this.items = [];
  }
}
