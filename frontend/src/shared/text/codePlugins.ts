import rehypeHighlight from "rehype-highlight";
import "./code.css";

export const plugins = { remark: [], rehype: [rehypeHighlight] };
