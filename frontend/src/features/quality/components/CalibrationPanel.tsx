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
      title="Calibration"
      hint="Of the latest 2,000 predictions on the random share: when the model says 80 %, it should be right in 80 of 100."
      actions={<CsvLink slug={slug} metric="calibration" />}
    >
      <Loaded query={query}>
        {(calibration) =>
          calibration.curve.length === 0 ? (
            <EmptyState title="Too few predictions" order={3}>
              {count(calibration.n)} of at least 20 answers on the random share were foretold.
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
          label="Calibration error"
          value={percent(ece, 1)}
          hint={`${percent(ece_low, 1)} to ${percent(ece_high, 1)}`}
        />
        <Figure label="Log-loss" value={decimal(log_loss)} hint="Nats an answer" />
        <Figure label="Brier score" value={decimal(brier)} hint="0 to 2, less is better" />
        <Figure
          label="Temperature"
          value={decimal(temperature, 2)}
          hint={temperature !== null && temperature > 1 ? "Too sure of itself" : "Too unsure"}
        />
        <Figure label="Predictions" value={count(n)} />
      </Figures>
      <ReliabilityDiagram
        points={curve.map(({ confidence, right, n: size }) => ({ x: confidence, y: right, size }))}
        summary={`Share right by confidence in ${curve.length} classes; calibration error ${percent(ece, 1)}.`}
      />
      <details>
        <summary>Figures as a table</summary>
        <Table aria-label="Calibration">
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">Confidence</Table.Th>
              <Table.Th ta="right">Right</Table.Th>
              <Table.Th ta="right">Answers</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {curve.map(({ confidence, right, n: size }) => (
              <Table.Tr key={confidence}>
                <Table.Td ta="right">{percent(confidence, 1)}</Table.Td>
                <Table.Td ta="right">{percent(right, 1)}</Table.Td>
                <Table.Td ta="right">{count(size)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </>
  );
}
