import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import type { Calibration } from "@/api/types";
import { count, decimal, percent } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Figure, Figures } from "@/shared/ui/Figure";
import { Panel } from "@/shared/ui/Panel";
import { ReliabilityDiagram } from "@/shared/ui/ReliabilityDiagram";
import { useCalibration } from "../api/metrics";
import { CsvLink } from "./CsvLink";
import { Loaded } from "./Loaded";

/** Whether the model is as sure as it ought to be. */
export function CalibrationPanel({ slug }: { slug: string }) {
  const query = useCalibration(slug);
  return (
    <Panel
      title={t`Calibration`}
      hint={t`Of the latest 2,000 predictions on the random share: when the model says 80 %, it should be right in 80 of 100.`}
      actions={<CsvLink slug={slug} metric="calibration" />}
    >
      <Loaded query={query}>
        {(calibration) =>
          calibration.curve.length === 0 ? (
            <EmptyState title={t`Too few predictions`} order={3}>
              <Trans>
                {count(calibration.n)} of at least 20 answers on the random share have been
                predicted.
              </Trans>
            </EmptyState>
          ) : (
            <Content calibration={calibration} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Content({ calibration }: { calibration: Calibration }) {
  const { ece, ece_low, ece_high, log_loss, brier, temperature, n, curve } = calibration;
  return (
    <>
      <Figures>
        <Figure
          label={t`Calibration error`}
          value={percent(ece, 1)}
          hint={t`${percent(ece_low, 1)} to ${percent(ece_high, 1)}`}
        />
        <Figure label={t`Log-loss`} value={decimal(log_loss)} hint={t`Nats an answer`} />
        <Figure label={t`Brier score`} value={decimal(brier)} hint={t`0 to 2, less is better`} />
        <Figure
          label={t`Temperature`}
          value={decimal(temperature, 2)}
          hint={temperature !== null && temperature > 1 ? t`Too sure of itself` : t`Too unsure`}
        />
        <Figure label={t`Predictions`} value={count(n)} />
      </Figures>
      <ReliabilityDiagram
        points={curve.map(({ confidence, right, n: size }) => ({ x: confidence, y: right, size }))}
        summary={t`Share right by confidence in ${curve.length} classes; calibration error ${percent(ece, 1)}.`}
      />
      <details>
        <summary>
          <Trans>Figures as a table</Trans>
        </summary>
        <Table aria-label={t`Calibration`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="end">
                <Trans>Confidence</Trans>
              </Table.Th>
              <Table.Th ta="end">
                <Trans>Right</Trans>
              </Table.Th>
              <Table.Th ta="end">
                <Trans>Answers</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {curve.map(({ confidence, right, n: size }) => (
              <Table.Tr key={confidence}>
                <Table.Td ta="end">{percent(confidence, 1)}</Table.Td>
                <Table.Td ta="end">{percent(right, 1)}</Table.Td>
                <Table.Td ta="end">{count(size)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </>
  );
}
