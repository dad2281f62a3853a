package io.voider.sip.sdp;

/**
 * A line of a session description that cannot be read, and costs its writer some media.
 *
 * @param line as it is written, at most {@link SdpLines#SHOWN_CHARACTERS} printable characters of it
 * @param reason what is wrong with it, in words for a person
 */
public record SdpFault(String line, String reason) {}
