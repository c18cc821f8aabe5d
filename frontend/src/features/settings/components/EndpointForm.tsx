import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Anchor, Button, Group, NumberInput, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import type { Generator } from "@/api/types";
import { fieldOf } from "@/shared/lib/form";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import type { GeneratorMutations } from "../api/generators";
import { ENDPOINT_NUMBERS, endpointOf } from "../endpoints";
import classes from "./Generators.module.css";

interface Props {
  generator: Generator | null;
  mutations: GeneratorMutations;
  onDone: () => void;
}

/** A language model behind an OpenAI-compatible address: vLLM, Ollama, or a hosted one. */
export function EndpointForm({ generator, mutations, onDone }: Props) {
  const { add, change } = mutations;
  const endpoint = generator?.endpoint;
  const [forgetsKey, setForgetsKey] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = endpointOf(form, { forgetsKey });
    const done = { onSuccess: onDone };
    if (generator) change.mutate({ id: generator.id, body }, done);
    else add.mutate({ ...body, name: fieldOf(form, "name").trim() }, done);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={add.error ?? change.error} />
        {!generator && <TextInput name="name" label={t`Name`} required data-autofocus />}
        <TextInput
          name="url"
          label={t`Address`}
          description={t`The part before /chat/completions, for instance http://localhost:11434/v1`}
          defaultValue={endpoint?.url ?? ""}
          required
        />
        <TextInput name="model" label={t`Model`} defaultValue={endpoint?.model ?? ""} required />
        <PasswordInput
          name="key"
          label={t`Key`}
          description={
            endpoint?.has_key && !forgetsKey
              ? t`One is stored. It is kept while this is empty and the server stays the same.`
              : t`Stored encrypted and never shown again. Leave it empty where none is needed.`
          }
          autoComplete="off"
          disabled={forgetsKey}
        />
        {endpoint?.has_key && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="start"
            onClick={() => setForgetsKey(!forgetsKey)}
          >
            {forgetsKey ? t`Keep the stored key` : t`Remove the stored key`}
          </Anchor>
        )}
        <TextInput
          name="key_variable"
          label={t`Or the environment variable that holds the key`}
          description={t`A variable that this server's operator allows for the address.`}
          defaultValue={endpoint?.key_variable ?? ""}
        />
        <div className={classes.fields}>
          {ENDPOINT_NUMBERS.map(({ name, label, initial, ...rest }) => (
            <NumberInput
              key={name}
              name={name}
              label={i18n._(label)}
              defaultValue={(endpoint ? endpoint[name] : initial) ?? ""}
              {...rest}
            />
          ))}
        </div>
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending || change.isPending}>
            {generator ? t`Save` : t`Add`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
