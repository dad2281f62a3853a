package io.voider.cli.lab.phone;

/**
 * How a phone is set up.
 *
 * @param spoken what it plays
 * @param srtp whether it insists on SRTP
 * @param tcp whether it speaks SIP over TCP
 */
public record PhoneSetup(Recording spoken, boolean srtp, boolean tcp) {}
