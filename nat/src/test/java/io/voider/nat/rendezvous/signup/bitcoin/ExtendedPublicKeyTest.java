package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendedPublicKeyTest {
    /** BIP 84's and BIP 86's account 0 of the mnemonic "abandon … about". */
    private static final String ZPUB =
            "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868Rv"
                    + "UUkgDKf31mGDtKsAYz2oz2AGutZYs";

    private static final String XPUB_86 =
            "xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3"
                    + "VCECoY49yfdDEHGCtMMj92pReUsQ";

    /** BIP 32's vectors 1 and 2, where a child is derived from a public key. */
    @ParameterizedTest
    @CsvSource({
        "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw,"
                + " 1, xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ",
        "xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5,"
                + " 2, xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV",
        "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB,"
                + " 0, xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH"
    })
    void derivesAsBip32Says(String parent, int index, String child) {
        assertThat(ExtendedPublicKey.parse(parent).child(index).identity())
                .isEqualTo(ExtendedPublicKey.parse(child).identity());
    }

    @ParameterizedTest
    @CsvSource({"0, bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", "1, bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g"})
    void makesBip84sAddresses(int index, String address) {
        ExtendedPublicKey key = ExtendedPublicKey.parse(ZPUB);
        assertThat(key.kind()).isEqualTo(AddressKind.P2WPKH);
        assertThat(key.address(index, AddressKind.P2WPKH, BitcoinNetwork.MAINNET)
                        .text())
                .isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "0, bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
        "1, bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh"
    })
    void makesBip86sAddresses(int index, String address) {
        ExtendedPublicKey key = ExtendedPublicKey.parse(XPUB_86);
        assertThat(key.kind()).isNull();
        assertThat(key.address(index, AddressKind.P2TR, BitcoinNetwork.MAINNET).text())
                .isEqualTo(address);
    }

    /** BIP 86's output script of the first address. */
    @Test
    void makesScriptsAsTheyStandInTransactions() {
        ReceivingAddress address =
                ExtendedPublicKey.parse(XPUB_86).address(0, AddressKind.P2TR, BitcoinNetwork.MAINNET);
        assertThat(address.script())
                .isEqualTo(Octets.of(HexFormat.of()
                        .parseHex("5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c")));
    }

    /** BIP 173 and BIP 350. */
    @ParameterizedTest
    @CsvSource({
        "bc, 0, 751e76e8199196d454941c45d1b3a323f1433bd6, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "tb, 0, 000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433,"
                + " tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
        "tb, 1, 000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433,"
                + " tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
        "bc, 1, 79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798,"
                + " bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
    })
    void writesAddressesAsTheirProposalsSay(String prefix, int version, String program, String address) {
        assertThat(Bech32.address(prefix, version, HexFormat.of().parseHex(program)))
                .isEqualTo(address);
    }

    @Test
    void refusesWhatIsNoExtendedPublicKeyAndSaysWhy() {
        assertThatThrownBy(
                        () -> ExtendedPublicKey.parse("xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChk"
                                + "VvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("private key");
        assertThatThrownBy(() -> ExtendedPublicKey.parse(ZPUB.replace("FR7", "FR8")))
                .hasMessageContaining("checksum is wrong");
        assertThatThrownBy(() -> ExtendedPublicKey.parse("")).hasMessageContaining("wrong length");
        assertThatThrownBy(() -> ExtendedPublicKey.parse("zpub0")).hasMessageContaining("'0' does not occur");
        assertThatThrownBy(() -> ExtendedPublicKey.parse(ZPUB + ZPUB)).hasMessageContaining("wrong length");
        assertThatThrownBy(() -> ExtendedPublicKey.parse(ZPUB).child(-1)).hasMessageContaining("hardened");
    }

    @Test
    void fitsTheNetworksThatItsPrefixNames() {
        assertThat(ExtendedPublicKey.parse(ZPUB).fits(BitcoinNetwork.MAINNET)).isTrue();
        assertThat(ExtendedPublicKey.parse(ZPUB).fits(BitcoinNetwork.REGTEST)).isFalse();
    }
}
