package io.voider.sip.rewrite;

/**
 * An address in a message that tells its reader something about the writer's own network: private, and not of the mapping.
 *
 * @param offset where it stands, bytes from the start of the message
 * @param address in dotted decimal
 */
public record Disclosure(int offset, String address) {}
