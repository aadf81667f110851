// @segment/analytics-node: node segment_node.mjs HOST KEY
import { Analytics } from "@segment/analytics-node";

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host, maxRetries: 10 });
analytics.on("error", (error) => console.error(error));
analytics.identify({ userId: "u1", anonymousId: "a1", traits: { email: "bob@bobco.example" } });
analytics.track({ userId: "u1", event: "Demo Requested", properties: { product: "Team" } });
analytics.page({ userId: "u1", category: "Docs", name: "Pricing", properties: { path: "/pricing" } });
analytics.screen({ userId: "u1", category: "App", name: "Settings" });
analytics.group({ userId: "u1", groupId: "g1", traits: { name: "Bobco" } });
analytics.alias({ userId: "u1", previousId: "a1" });
await analytics.closeAndFlush();
