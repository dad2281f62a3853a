package io.voider.cli.report;

import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.State;
import java.util.List;

/**
 * The phones of this home, and who would be one.
 *
 * @param schema the version of this record
 * @param phones the phones
 * @param askers the devices that asked for an address in the last minutes and got none
 */
public record PhonesReport(int schema, List<PhoneReport> phones, List<AskerReport> askers) {
    /** The version that this program writes. */
    public static final int SCHEMA = 1;

    /** What is known while no node runs. */
    public static PhonesReport ofTheBooks(State state) {
        return new PhonesReport(
                SCHEMA, state.phones().stream().map(PhonesReport::ofTheBooks).toList(), List.of());
    }

    private static PhoneReport ofTheBooks(PhoneLine phone) {
        return new PhoneReport(
                phone.number(),
                phone.address().toString(),
                phone.address().gatewayText() + "/" + PhoneAddress.PREFIX_LENGTH,
                false,
                false,
                "the node does not run",
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
