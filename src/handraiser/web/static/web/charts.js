// How charts look and are drawn: in the page's own colours, without code from strings.
import { expressionInterpreter } from "vega-interpreter";

const probe = document.createElement("i");
document.documentElement.append(probe);
const colour = (name) => {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
};
const STAGES = ["visitor", "lead", "mql", "sql", "opportunity", "customer"];

// Vega takes colours as they are, so the page's are read anew whenever light and dark change.
function look() {
  const text = { labelColor: colour("ink-soft"), titleColor: colour("ink-soft"), labelFont: "Inter, system-ui, sans-serif", labelFontSize: 11 };
  return {
    background: "transparent",
    view: { stroke: "transparent" },
    axis: { ...text, titleFont: "Inter, system-ui, sans-serif", titleFontWeight: 500, gridColor: colour("line"), domainColor: colour("line"), tickColor: colour("line"), domain: false },
    legend: text,
    range: { category: STAGES.map(colour) },
    text: { font: "Inter, system-ui, sans-serif", fontSize: 11 },
    style: {
      score: { color: colour("accent"), strokeWidth: 2 },
      before: { color: colour("ink-faint"), strokeWidth: 1.5, strokeDash: [4, 3] },
      threshold: { color: colour("ink-faint"), strokeDash: [2, 3], strokeWidth: 1 },
      "threshold-text": { color: colour("ink-soft"), fontWeight: 600 },
      change: { color: colour("raise"), strokeWidth: 1, strokeDash: [4, 2] },
      "change-text": { color: colour("raise"), fontWeight: 600 },
    },
  };
}

const options = () => ({ ast: true, expr: expressionInterpreter, actions: false, renderer: "svg", defaultStyle: false, config: look(), tooltip: { disableDefaultStyle: true } });

// Draws a specification into an element that is on the page.
export const drawInto = (place, spec) => vegaEmbed(place, spec, options());
