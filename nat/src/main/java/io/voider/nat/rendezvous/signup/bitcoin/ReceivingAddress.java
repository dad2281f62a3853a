package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;

/**
 * Where money can be sent.
 *
 * @param text as people write it
 * @param script as it stands in a transaction's output
 */
public record ReceivingAddress(String text, Octets script) {
    private static final int PUSH_VERSION_1 = 0x51;

    static ReceivingAddress of(AddressKind kind, byte[] program, BitcoinNetwork network) {
        byte[] script = new byte[2 + program.length];
        script[0] = (byte) (kind == AddressKind.P2WPKH ? 0 : PUSH_VERSION_1);
        script[1] = (byte) program.length;
        System.arraycopy(program, 0, script, 2, program.length);
        return new ReceivingAddress(
                Bech32.address(network.prefix(), kind.witnessVersion(), program), Octets.of(script));
    }
}
