import { useTitle } from "@/shared/lib/useTitle";
import { useSignedIn } from "@/shared/session/useMe";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Appearance } from "./Appearance";
import { OwnAnswers } from "./OwnAnswers";
import { Tokens } from "./Tokens";

export function AccountPage() {
  const { username, display_name } = useSignedIn();
  useTitle("Account");
  return (
    <Page>
      <PageHeader title={display_name || username}>Signed in as {username}</PageHeader>
      <OwnAnswers />
      <Tokens />
      <Appearance />
    </Page>
  );
}
