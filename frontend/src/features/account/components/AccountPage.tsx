import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useTitle } from "@/shared/lib/useTitle";
import { useSignedIn } from "@/shared/session/useMe";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Appearance } from "./Appearance";
import { DailyGoal } from "./DailyGoal";
import { Language } from "./Language";
import { OwnAnswers } from "./OwnAnswers";
import { Password } from "./Password";
import { Tokens } from "./Tokens";

export function AccountPage() {
  const { username, display_name } = useSignedIn();
  useTitle(t`Account`);
  return (
    <Page>
      <PageHeader title={display_name || username}>
        <Trans>Signed in as {username}</Trans>
      </PageHeader>
      <OwnAnswers />
      <Password />
      <DailyGoal />
      <Tokens />
      <Appearance />
      <Language />
    </Page>
  );
}
