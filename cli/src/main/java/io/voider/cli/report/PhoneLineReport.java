package io.voider.cli.report;

import io.voider.cli.state.PhoneLine;

/**
 * A phone that there may be.
 *
 * @param number its number p
 * @param address its address
 * @param gateway the address of the node towards it
 */
public record PhoneLineReport(int number, String address, String gateway) {
    /** About that phone. */
    public static PhoneLineReport of(PhoneLine phone) {
        return new PhoneLineReport(
                phone.number(), phone.address().toString(), phone.address().gatewayText());
    }
}
