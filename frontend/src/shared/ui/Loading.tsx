import { t } from "@lingui/core/macro";
import { Center, Loader, Skeleton, Stack } from "@mantine/core";

export function PageLoading() {
  return (
    <Center mih="60vh" role="status" aria-label={t`Loading`}>
      <Loader size="sm" type="dots" />
    </Center>
  );
}

export function RowsLoading({ rows = 4 }: { rows?: number }) {
  return (
    <Stack gap="sm" p="md" role="status" aria-label={t`Loading`}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={18} width={`${92 - index * 7}%`} />
      ))}
    </Stack>
  );
}
