// @rudderstack/rudder-sdk-node: node rudder_node.mjs HOST KEY
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const [dataPlaneUrl, writeKey] = process.argv.slice(2);
const client = new RudderAnalytics(writeKey, { dataPlaneUrl, retryCount: 10, flushAt: 6 });
client.identify({ userId: "u1", anonymousId: "a1", traits: { email: "bob@bobco.example" } });
client.track({ userId: "u1", event: "Demo Requested", properties: { product: "Team" } });
client.page({ userId: "u1", name: "Pricing", properties: { path: "/pricing" } });
client.screen({ userId: "u1", name: "Settings" });
client.group({ userId: "u1", groupId: "g1", traits: { name: "Bobco" } });
client.alias({ userId: "u1", previousId: "a1" });
await client.flush();
