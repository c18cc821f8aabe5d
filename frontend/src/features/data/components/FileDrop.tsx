import { t } from "@lingui/core/macro";
import { FileInput } from "@mantine/core";
import { useState } from "react";
import classes from "./Bringing.module.css";

interface Props {
  file: File | null;
  onChange: (file: File | null) => void;
}

/** A field for a file, onto which one may be dropped too. */
export function FileDrop({ file, onChange }: Props) {
  const [over, setOver] = useState(false);
  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [dropped] = event.dataTransfer.files;
        if (dropped) onChange(dropped);
      }}
    >
      <FileInput
        label={t`File`}
        description={t`JSON, JSON lines, CSV, Parquet or Arrow, packed or not. You may drop it here.`}
        placeholder={t`Choose a file`}
        value={file}
        onChange={onChange}
        clearable
        clearButtonProps={{ "aria-label": t`Remove the file` }}
      />
    </div>
  );
}
