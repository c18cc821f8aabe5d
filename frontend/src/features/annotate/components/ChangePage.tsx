import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { OwnAnswer } from "@/api/types";
import { answerName } from "@/shared/answers/words";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { useSignedIn } from "@/shared/session/useMe";
import { ErrorPage } from "@/shared/ui/ErrorPage";
import { PageLoading } from "@/shared/ui/Loading";
import { When } from "@/shared/ui/When";
import { changeAnswer, ownAnswerQuery } from "../api/annotation";
import { Changing } from "../model/changing";
import { ActionBar } from "./ActionBar";
import classes from "./AnnotatePage.module.css";
import { Banner } from "./Banner";
import { DeskContent } from "./DeskContent";
import { LoginDialog } from "./LoginDialog";
import { LookUps } from "./LookUps";
import { ScaleRow } from "./ScaleRow";
import { TopLine } from "./TopLine";
import { useDesk } from "./useDesk";

/** One of one's own answers: what was judged, and a new answer in its place if wanted. */
export function ChangePage() {
  const { id = "" } = useParams();
  const { data, error } = useQuery(ownAnswerQuery(Number(id)));
  const { name } = useProject();
  useTitle(t`An own answer`, name);
  if (error && !data) return <ErrorPage error={error} />;
  if (!data) return <PageLoading />;
  return <Change key={id} own={data} />;
}

function Change({ own }: { own: OwnAnswer }) {
  const { slug, question } = useProject();
  const { username } = useSignedIn();
  const { session, state } = useChanging(own, slug);
  const { desk, pointed, panel, close, keys } = useDesk(session, state);
  return (
    <div className={classes.desk}>
      <TopLine desk={desk} slug={slug} question={question} />
      <OldAnswer own={own} slug={slug} />
      <DeskContent desk={desk} pointed={pointed} onRetry={() => undefined} />
      {own.obstacle === null && (
        <>
          <ScaleRow desk={desk} />
          <ActionBar desk={desk} />
        </>
      )}
      <LookUps panel={panel} close={close} keys={keys} />
      <LoginDialog
        opened={state.signedOut}
        username={username}
        unsent={0}
        onSignedIn={session.signedIn}
      />
    </div>
  );
}

/** The old answer, what becomes of it, and the way back. */
function OldAnswer({ own: { preference, obstacle }, slug }: { own: OwnAnswer; slug: string }) {
  const answer = answerName(preference);
  return (
    <Banner role="status">
      <span>
        <Trans>
          Your answer: <strong>{answer}</strong>, <When time={preference.created_at} />.
        </Trans>{" "}
        {obstacle ?? t`It counts until you choose again.`}
      </span>
      <Button component={Link} to={`/projects/${slug}/history`} size="compact-sm" variant="default">
        {obstacle === null ? t`Keep it` : t`Back to own answers`}
      </Button>
    </Banner>
  );
}

function useChanging(own: OwnAnswer, slug: string) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [session] = useState(
    () =>
      new Changing(own, {
        send: (body) => changeAnswer(own.preference.id, body),
        onSent: () => {
          void client.invalidateQueries({ queryKey: ["project", slug] });
          client.removeQueries(ownAnswerQuery(own.preference.id));
          const state = { changed: own.preference.comparison };
          void navigate(`/projects/${slug}/history`, { state });
        },
      }),
  );
  return { session, state: useSyncExternalStore(session.subscribe, session.getState) };
}
