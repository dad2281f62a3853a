/**
 * How the commands talk to a running node: HTTP/1.1 and JSON over a Unix socket in the node's directory, which only its
 * owner can open.
 *
 * <pre>
 *   GET    /v1/status            everything at a glance
 *   GET    /v1/lines             the phone book with its live state
 *   GET    /v1/calls             calls, running and past
 *   GET    /v1/calls/ID          one call with its ladder
 *   GET    /v1/events            changes as they happen: one JSON object a line, until the client hangs up
 *   POST   /v1/friends           invite:  {"name": …}
 *   DELETE /v1/friends/NAME      revoke
 *   POST   /v1/exchanges         join:    {"invitation": …, "name": …}
 *   DELETE /v1/exchanges/NAME    leave
 *   POST   /v1/friends/NAME      let a friend call other friends, or not:  {"subscriber-calls": …}
 *   POST   /v1/access/NAME       export access to an exchange that was joined
 *   POST   /v1/access            import a friend's:  {"credential": …}
 *   GET    /v1/settings          how the node is configured
 *   POST   /v1/settings          {"key": …, "value": …}
 *   POST   /v1/stop              ends the node
 * </pre>
 *
 * <p>An answer is 200 with a record as JSON, or another status with a {@link io.voider.cli.control.ControlRefusal}.
 */
package io.voider.cli.control;
