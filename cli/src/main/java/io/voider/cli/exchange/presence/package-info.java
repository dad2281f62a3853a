/**
 * Lamps on phones: whether a line is up, and busy, for phones that subscribe to it at their gateway (RFC 6665), as dialogs (RFC 4235) or
 * as presence (RFC 3856). The node answers for the line from what it knows; no friend is asked, or learns of it.
 */
package io.voider.cli.exchange.presence;
