import { t } from "@lingui/core/macro";
import {
  Badge,
  Button,
  createTheme,
  Drawer,
  Modal,
  Paper,
  PasswordInput,
  SegmentedControl,
  Table,
  Tooltip,
  type MantineColorsTuple,
} from "@mantine/core";

const plumb: MantineColorsTuple = [
  "#edf5f6",
  "#dbe8ea",
  "#b5d0d5",
  "#8ab7bf",
  "#66a2ac",
  "#4f95a1",
  "#3b8592",
  "#2f7683",
  "#246672",
  "#1d4f59",
];

// Warm neutrals, so that long reading is on paper rather than on glass.
const gray: MantineColorsTuple = [
  "#faf9f7",
  "#f4f2ee",
  "#e9e6e1",
  "#dbd7d0",
  "#c4bfb7",
  "#a19b92",
  "#6b665d",
  "#57524a",
  "#403c37",
  "#2a2723",
];

const dark: MantineColorsTuple = [
  "#dedbd6",
  "#c6c2bb",
  "#a8a39a",
  "#7f7a72",
  "#4c4843",
  "#3a3733",
  "#2b2926",
  "#1e1c1a",
  "#181715",
  "#121110",
];

// A dialog's <header> would otherwise count as a second banner of the page.
const INNER_HEADER = { header: { role: "none" } };

const sans = "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";

/** The theme, with its few words in the language of the page. */
export function makeTheme() {
  const closeButtonProps = { "aria-label": t`Close` };
  return createTheme({
    primaryColor: "plumb",
    primaryShade: { light: 8, dark: 7 },
    colors: { plumb, gray, dark },
    fontFamily: sans,
    fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
    fontSizes: { xs: "0.78rem", sm: "0.875rem", md: "0.97rem", lg: "1.1rem", xl: "1.25rem" },
    headings: {
      fontFamily: sans,
      fontWeight: "620",
      sizes: {
        h1: { fontSize: "1.6rem", lineHeight: "1.25" },
        h2: { fontSize: "1.3rem", lineHeight: "1.3" },
        h3: { fontSize: "1.15rem", lineHeight: "1.35" },
        h4: { fontSize: "1rem", lineHeight: "1.4" },
      },
    },
    defaultRadius: "md",
    radius: { sm: "4px", md: "7px" },
    cursorType: "pointer",
    respectReducedMotion: true,
    components: {
      Badge: Badge.extend({
        styles: {
          root: { minWidth: "max-content" },
          label: { textTransform: "none", fontWeight: 570 },
        },
      }),
      Button: Button.extend({
        defaultProps: { size: "sm" },
        styles: { label: { fontWeight: 570 } },
      }),
      Modal: Modal.extend({
        styles: { title: { fontWeight: 620 } },
        defaultProps: {
          attributes: INNER_HEADER,
          centered: true,
          closeButtonProps,
          transitionProps: { transition: "fade", duration: 120 },
        },
      }),
      Drawer: Drawer.extend({
        styles: { title: { fontWeight: 620 } },
        defaultProps: {
          attributes: INNER_HEADER,
          position: "right",
          closeButtonProps,
          transitionProps: { duration: 160 },
        },
      }),
      PasswordInput: PasswordInput.extend({
        defaultProps: {
          visibilityToggleButtonProps: { "aria-label": t`Toggle password visibility` },
        },
      }),
      // Long names scroll within it instead of making a phone's page wider.
      SegmentedControl: SegmentedControl.extend({
        styles: { root: { maxWidth: "100%", overflowX: "auto", scrollbarWidth: "none" } },
      }),
      Table: Table.extend({
        defaultProps: { verticalSpacing: "sm", horizontalSpacing: 20, highlightOnHover: true },
      }),
      Paper: Paper.extend({ defaultProps: { withBorder: true } }),
      Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false } }),
    },
  });
}
