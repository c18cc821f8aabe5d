import { randomUuid } from "@/shared/lib/uuid";

type Said = { from: string } & (
  { kind: "opened" | "taken over" } | { kind: "here already"; to: string }
);

/**
 * One of the tabs of a browser that would do the same work; one of them has it at a time. A new
 * tab asks who has it, and leaves it to whoever answers. Nothing has to be told when a tab closes
 * or dies: it does not answer any more.
 */
export class OnlyTab {
  private readonly id = randomUuid();
  private readonly channel: BroadcastChannel;
  private hasWork = true;

  constructor(
    name: string,
    private readonly onElsewhere: (isElsewhere: boolean) => void,
  ) {
    this.channel = new BroadcastChannel(`plumbline ${name}`);
    this.channel.onmessage = ({ data }: MessageEvent<Said>) => this.hear(data);
    this.say({ kind: "opened", from: this.id });
  }

  takeOver(): void {
    this.say({ kind: "taken over", from: this.id });
    this.set(true);
  }

  close(): void {
    this.channel.close();
  }

  private hear(said: Said): void {
    if (said.kind === "taken over") this.set(false);
    else if (said.kind === "here already" && said.to === this.id) this.set(false);
    else if (said.kind === "opened" && this.hasWork) {
      this.say({ kind: "here already", from: this.id, to: said.from });
    }
  }

  private set(hasWork: boolean): void {
    this.hasWork = hasWork;
    this.onElsewhere(!hasWork);
  }

  private say(said: Said): void {
    this.channel.postMessage(said);
  }
}
