/**
 * How the commands talk to a running node: HTTP/1.1 and JSON over a Unix socket in the node's directory, which only its
 * owner can open.
 *
 * <pre>
 *   GET    /v1/status            everything at a glance
 *   GET    /v1/lines             the phone book with its live state
 *   GET    /v1/calls             calls, running and past
 *   GET    /v1/calls/ID          one call with its ladder, its messages and how it was heard over time
 *   GET    /v1/recordings/ID     whether that call was recorded
 *   GET    /v1/events            changes as they happen: one JSON object a line, until the client hangs up; what it leaves
 *                               no room for is left out, and counted
 *   GET    /v1/friends           all who were ever invited
 *   GET    /v1/health            what the doctor finds
 *   GET    /v1/network           what this home is behind
 *   GET    /v1/router-ports      which ports of the router lead to which line
 *   GET    /v1/log               what happened lately
 *   GET    /v1/settings          how the node is configured
 *   POST   /v1/orders/NAME       whatever changes the exchange: an {@code Order} as JSON
 *   GET    /v1/web               the page, and who may use it
 *   POST   /v1/web/link          a link for one use that logs a browser in
 *   POST   /v1/stop              ends the node
 * </pre>
 *
 * <p>Requests are answered in their order, what is asked while the node starts as soon as it is ready. A body has at most 64
 * KiB, and at most 32 clients are connected at once. An answer is 200 with a record as JSON, or another status with a {@link io.voider.cli.control.ControlRefusal}.
 */
package io.voider.cli.control;
