import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { EndpointCreate } from "@/api/types";
import { fieldOf } from "@/shared/lib/form";

/** The options of a language model that are numbers; the form is made from these. */
interface EndpointNumber {
  name: "temperature" | "samples" | "timeout_seconds" | "retries" | "max_calls" | "max_tokens";
  label: MessageDescriptor;
  initial?: number;
  min: number;
  max?: number;
  step?: number;
  allowDecimal: boolean;
  required: boolean;
  withAsterisk: false;
}

const whole = { allowDecimal: false, withAsterisk: false } as const;

export const ENDPOINT_NUMBERS: EndpointNumber[] = [
  {
    name: "temperature",
    label: msg`Temperature`,
    initial: 0.7,
    min: 0,
    max: 2,
    step: 0.1,
    allowDecimal: true,
    required: true,
    withAsterisk: false,
  },
  {
    name: "samples",
    label: msg`Candidates a part`,
    initial: 1,
    min: 1,
    max: 16,
    required: true,
    ...whole,
  },
  {
    name: "timeout_seconds",
    label: msg`Time-out (seconds)`,
    initial: 60,
    min: 1,
    max: 600,
    required: true,
    ...whole,
  },
  {
    name: "retries",
    label: msg`Retries`,
    initial: 4,
    min: 0,
    max: 20,
    required: true,
    ...whole,
  },
  {
    name: "max_calls",
    label: msg`Largest number of calls (empty: no limit)`,
    min: 0,
    required: false,
    ...whole,
  },
  {
    name: "max_tokens",
    label: msg`Largest number of tokens (empty: no limit)`,
    min: 0,
    required: false,
    ...whole,
  },
];

type Endpoint = Omit<EndpointCreate, "name">;

/** What the form says. A key that was not typed is left as it is stored. */
export function endpointOf(form: FormData, { forgetsKey }: { forgetsKey: boolean }): Endpoint {
  const text = (name: string) => fieldOf(form, name).trim();
  const budget = (name: string) => (text(name) === "" ? null : Number(text(name)));
  const key = forgetsKey ? "" : text("key");
  return {
    url: text("url"),
    model: text("model"),
    key_variable: text("key_variable"),
    temperature: Number(text("temperature")),
    samples: Number(text("samples")),
    timeout_seconds: Number(text("timeout_seconds")),
    retries: Number(text("retries")),
    max_calls: budget("max_calls"),
    max_tokens: budget("max_tokens"),
    ...((forgetsKey || key !== "") && { key }),
  };
}
