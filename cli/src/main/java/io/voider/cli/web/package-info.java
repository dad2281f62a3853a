/**
 * The page: what the control socket answers, for a browser. Off until its owner says where.
 *
 * <pre>
 *   GET    /                     the page; and its files, each by its one name
 *   GET    /v1/session           whether whoever asks is logged in, and whether there is a password
 *   POST   /v1/session           logs in, by {@code {"password":…}} or {@code {"link":…}}
 *   DELETE /v1/session           logs out
 *   GET    /v1/events            changes as they happen, as server-sent events
 *   POST   /v1/invitation-links  makes a link to an invitation, and its QR code
 *   POST   /v1/invitation        gives what such a link leads to, once, to whoever has it
 *   GET    /v1/recordings/ID.pcap  the recording of a call that the node keeps
 *   …      /v1/…                 what the control socket has and {@link io.voider.cli.web.WebRoutes} lets through
 * </pre>
 *
 * <p>Who asks is trusted as little as possible: {@link io.voider.cli.web.WebGuard} holds Host and Origin against what they must be,
 * to the letter; then it takes a session's cookie or a script's token. On 127.0.0.1 it is plain HTTP, elsewhere TLS with a key that
 * the node keeps. What is decided is pure and is given the time; {@link io.voider.cli.web.WebServer} and its handler bring it.
 */
package io.voider.cli.web;
