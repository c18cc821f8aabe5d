import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { HealthLine } from "@/shared/health/HealthLine";
import { healthQuery } from "@/shared/health/healthQuery";

/** How the project is, in a sentence; a fault leads to where something can be done. */
export function ProjectHealth({ slug }: { slug: string }) {
  const { data } = useQuery(healthQuery(slug));
  if (!data) return null;
  return (
    <HealthLine health={data}>
      <Button component={Link} to="health" size="compact-sm" variant="default">
        <Trans>Look at it</Trans>
      </Button>
    </HealthLine>
  );
}
