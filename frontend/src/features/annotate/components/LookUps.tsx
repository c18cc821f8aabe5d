import { useProject } from "@/shared/project/useProject";
import { GuidelinesDrawer } from "./GuidelinesDrawer";
import { KeySheet } from "./KeySheet";
import type { useDesk } from "./useDesk";

type Props = Pick<ReturnType<typeof useDesk>, "panel" | "close" | "keys">;

/** What is looked up beside the work: guidelines and keys. */
export function LookUps({ panel, close, keys }: Props) {
  const project = useProject();
  const { guidelines, question } = project;
  return (
    <>
      <GuidelinesDrawer
        opened={panel === "guidelines"}
        onClose={close}
        guidelines={guidelines}
        question={question}
      />
      <KeySheet
        opened={panel === "keys"}
        onClose={close}
        keymap={keys.keymap}
        asks={{
          steps: project.strength_steps,
          hidesSource: project.naive_read !== "off",
          hasQuestions:
            project.questions.length > 0 ||
            project.ask_confidence ||
            project.ask_rationale !== "off",
        }}
        onChange={keys.setKeymap}
        onReset={keys.resetKeymap}
        error={keys.error}
      />
    </>
  );
}
