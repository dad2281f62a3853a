package io.voider.cli.phone.dhcp;

import static io.voider.cli.phone.dhcp.DhcpClientMessage.discover;
import static io.voider.cli.phone.dhcp.DhcpClientMessage.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.cli.phone.dhcp.DhcpClientMessage.Answer;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.ns.MacAddress;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.HeardNeighbour;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DhcpServerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 24 * 3600 * SECOND;
    private static final MacAddress A = MacAddress.parse("00:0b:82:00:00:01");
    private static final MacAddress B = MacAddress.parse("02:00:00:00:00:02");
    private static final MacAddress C = MacAddress.parse("02:00:00:00:00:03");
    private static final PhoneLine FIRST = new PhoneLine(1, PhoneAddress.parse("172.16.0.1"));
    private static final PhoneLine SECOND_PHONE = new PhoneLine(2, PhoneAddress.parse("172.16.0.5"));

    private final Map<Integer, HeardNeighbour> heard = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final Counters<PhoneServiceCounter> counters = new Counters<>(PhoneServiceCounter.class);
    private long now = 1000 * SECOND;
    private DhcpServer server = server(FIRST);

    private DhcpServer server(PhoneLine... phones) {
        return server(List.of(phones), List.of());
    }

    private DhcpServer server(List<PhoneLine> phones, List<PhoneLease> known) {
        return new DhcpServer(phones, known, heard::get, new Told(), counters, now);
    }

    private final class Told implements DhcpListener {
        @Override
        public void leased(PhoneLine phone, PhoneLease lease) {
            told.add("phone " + phone.number() + " is " + lease.station());
        }

        @Override
        public void turnedAway(DhcpRefusal refusal) {
            told.add(refusal.station() + " gets none");
        }
    }

    private @Nullable DhcpAnswer send(DhcpClientMessage message, MacAddress sender) {
        now += SECOND;
        return server.receive(message.bytes(), sender, now);
    }

    private Answer answer(DhcpClientMessage message, MacAddress sender) {
        return Answer.of(Objects.requireNonNull(send(message, sender)).message());
    }

    private String offered(MacAddress station) {
        DhcpAnswer answer = send(discover(station), station);
        return answer == null ? "nothing" : Answer.of(answer.message()).yours();
    }

    /** Takes an address as a client does, from the first word to the last. */
    private Answer lease(MacAddress station) {
        Answer offer = answer(discover(station), station);
        return answer(request(station).address(50, offer.yours()).address(54, offer.address(54)), station);
    }

    private void hear(PhoneLine phone, MacAddress station) {
        heard.put(phone.address().value(), new HeardNeighbour(station, now));
    }

    @Test
    void givesAPhoneItsAddressAndAllThatItNeeds() {
        DhcpAnswer offer = Objects.requireNonNull(send(discover(A).option(55, 1, 3, 6, 42, 66, 120, 43, 150), A));
        assertThat(offer.source()).isEqualTo(FIRST.address().gateway());
        assertThat(offer.destination()).isEqualTo(DhcpAnswer.BROADCAST);
        assertThat(offer.version()).as("an offer is no promise").isZero();
        Answer read = Answer.of(offer.message());
        assertThat(read.type()).isEqualTo(2);
        assertThat(read.yours()).isEqualTo("172.16.0.1");
        assertThat(read.length()).isGreaterThanOrEqualTo(300);
        DhcpAnswer ack = Objects.requireNonNull(send(
                request(A).address(50, "172.16.0.1").address(54, "172.16.0.2").option(55, 66, 42, 120, 6), A));
        assertThat(ack.version()).isEqualTo(server.version()).isPositive();
        Answer acknowledged = Answer.of(ack.message());
        assertThat(acknowledged.type()).isEqualTo(5);
        assertThat(acknowledged.address(1)).isEqualTo("255.255.255.252");
        for (int gateway : List.of(3, 6, 42, 54)) {
            assertThat(acknowledged.address(gateway)).as("option %d", gateway).isEqualTo("172.16.0.2");
        }
        assertThat(acknowledged.text(66)).isEqualTo("http://172.16.0.2/Grandstream");
        assertThat(acknowledged.options().get(120)).containsExactly(1, 172 - 256, 16, 0, 2);
        assertThat(acknowledged.options().get(51)).containsExactly(0, 0, 1, 44);
        assertThat(acknowledged.order())
                .containsSubsequence(1, 3, 66, 42, 120, 6)
                .doesNotContain(43, 150);
        assertThat(told).containsExactly("phone 1 is " + A);
        assertThat(server.leases()).containsExactly(new PhoneLease(1, A, "", "", false));
    }

    @Test
    void tellsEachVendorWhatThatOneLooksFor() {
        server = server(FIRST, SECOND_PHONE);
        Answer fanvil = answer(discover(B).text(60, "Fanvil X4").option(55, 43, 66, 150), B);
        assertThat(fanvil.text(43))
                .isEqualTo("http://172.16.0.2/Fanvil/$mac.cfg")
                .isEqualTo(fanvil.text(66));
        assertThat(fanvil.options()).doesNotContainKey(150);
        Answer cisco =
                answer(discover(C).text(60, "Cisco Systems, Inc. IP Phone").option(55, 43, 66, 150), C);
        assertThat(cisco.text(66)).isEqualTo("http://172.16.0.6/spa$PSN.cfg");
        assertThat(cisco.address(150)).isEqualTo("172.16.0.6");
        assertThat(cisco.options()).doesNotContainKey(43);
    }

    @Test
    void givesTheSameAgainToAPhoneThatStartsWithItAndNoToOneThatHasAnother() {
        lease(A);
        assertThat(answer(request(A).address(50, "172.16.0.1"), A).type())
                .as("INIT-REBOOT")
                .isEqualTo(5);
        Answer no = answer(request(A).address(50, "192.168.1.7"), A);
        assertThat(no.type()).isEqualTo(6);
        assertThat(no.yours()).isEqualTo("0.0.0.0");
        assertThat(no.options()).doesNotContainKeys(1, 3, 51);
        assertThat(answer(request(B).address(50, "172.16.0.1"), B).type())
                .as("a stranger's")
                .isEqualTo(6);
    }

    @Test
    void renewsByUnicastAndRebindsWithoutNamingTheServer() {
        lease(A);
        DhcpAnswer renewed = Objects.requireNonNull(send(request(A).has("172.16.0.1"), A));
        assertThat(renewed.destination()).isEqualTo(FIRST.address().value());
        assertThat(Answer.of(renewed.message()).type()).isEqualTo(5);
        DhcpAnswer not = Objects.requireNonNull(send(request(A).has("172.16.0.5"), A));
        assertThat(Answer.of(not.message()).type()).isEqualTo(6);
        assertThat(not.destination()).isEqualTo(DhcpAnswer.BROADCAST);
        assertThat(told).as("a term more is no news").hasSize(1);
    }

    @Test
    void remembersAPhoneThatItDoesNotKnowAnyMoreByWhatThatOneHas() {
        assertThat(answer(request(A).has("172.16.0.1"), A).type()).isEqualTo(5);
        assertThat(server.leases()).hasSize(1);
    }

    @Test
    void answersWhoHasAnAddressByHandWithAllButAnAddress() {
        DhcpAnswer answer = Objects.requireNonNull(
                send(new DhcpClientMessage(8, A).has("172.16.0.1").option(55, 42, 51), A));
        assertThat(answer.destination()).isEqualTo(FIRST.address().value());
        Answer read = Answer.of(answer.message());
        assertThat(read.type()).isEqualTo(5);
        assertThat(read.yours()).isEqualTo("0.0.0.0");
        assertThat(read.address(42)).isEqualTo("172.16.0.2");
        assertThat(read.options()).doesNotContainKey(51);
        assertThat(send(new DhcpClientMessage(8, A).has("10.1.2.1"), A)).isNull();
        assertThat(send(new DhcpClientMessage(8, A), A)).isNull();
        lease(A);
        assertThat(send(new DhcpClientMessage(8, B).has("172.16.0.1"), B)).isNull();
    }

    @Test
    void leavesAClientToTheServerThatItChose() {
        assertThat(offered(A)).isEqualTo("172.16.0.1");
        assertThat(send(request(A).address(50, "192.168.1.7").address(54, "192.168.1.1"), A))
                .isNull();
        assertThat(counters.count(PhoneServiceCounter.DHCP_OTHER_SERVER)).isOne();
    }

    @Test
    void refusesRelaysAndWhoSpeaksForOthers() {
        assertThat(send(discover(A).through("172.16.0.2"), A)).isNull();
        assertThat(counters.count(PhoneServiceCounter.DHCP_RELAYED)).isOne();
        assertThat(send(discover(A), B)).isNull();
        assertThat(counters.count(PhoneServiceCounter.DHCP_NOT_THE_SENDER)).isOne();
    }

    @Test
    void offersNothingTwice() {
        assertThat(offered(A)).isEqualTo("172.16.0.1");
        assertThat(offered(B)).isEqualTo("nothing");
        now += 61 * SECOND;
        assertThat(offered(B)).as("the first one did not want it").isEqualTo("172.16.0.1");
        assertThat(offered(A)).isEqualTo("nothing");
    }

    @Test
    void givesEachNewDeviceTheNextNumberAndEachKnownOneItsOwn() {
        server = server(FIRST, SECOND_PHONE);
        assertThat(lease(A).yours()).isEqualTo("172.16.0.1");
        assertThat(lease(B).yours()).isEqualTo("172.16.0.5");
        assertThat(offered(C)).isEqualTo("nothing");
        now += SECOND;
        hear(FIRST, A);
        hear(SECOND_PHONE, B);
        now += 27 * DAY;
        assertThat(offered(C)).as("of several none is taken over").isEqualTo("nothing");
        assertThat(server.refusals(now).get(0).why()).contains("phones --add").contains("phone forget");
        assertThat(offered(B)).isEqualTo("172.16.0.5");
        server.forget(1);
        heard.remove(FIRST.address().value());
        assertThat(lease(C).yours()).isEqualTo("172.16.0.1");
        assertThat(offered(A)).isEqualTo("nothing");
    }

    @Test
    void letsANewDeviceTakeTheOnlyNumberWhenTheOldOneIsSilent() {
        lease(A);
        now += 100 * SECOND;
        assertThat(offered(B)).isEqualTo("nothing");
        DhcpRefusal refusal = server.refusals(now).get(0);
        assertThat(refusal.station()).isEqualTo(B);
        assertThat(refusal.why()).contains(A.toString()).contains("199 s more").contains("voider phone forget 1");
        hear(FIRST, A);
        now += 250 * SECOND;
        assertThat(offered(B)).as("its lease is over, but it was heard").isEqualTo("nothing");
        now += 50 * SECOND;
        assertThat(lease(B).yours()).isEqualTo("172.16.0.1");
        assertThat(server.refusals(now)).isEmpty();
        assertThat(answer(request(A).has("172.16.0.1"), A).type())
                .as("the old one comes back")
                .isEqualTo(6);
    }

    /** Devices come and go over the years, and so do those that took a number for nothing. */
    @Test
    void givesTheNumberOfAPhoneThatWasSilentForFourWeeksToANewOneIfThereIsNoOther() {
        server = server(FIRST, SECOND_PHONE);
        lease(A);
        lease(B);
        now += SECOND;
        hear(FIRST, A);
        hear(SECOND_PHONE, B);
        now += 28 * DAY;
        hear(FIRST, A);
        assertThat(lease(C).yours()).isEqualTo("172.16.0.5");
        now += 28 * DAY;
        server = server(List.of(FIRST, SECOND_PHONE), server.leases());
        heard.clear();
        assertThat(offered(B)).as("counted from the start").isEqualTo("nothing");
        now += 28 * DAY;
        assertThat(lease(B).yours()).isEqualTo("172.16.0.1");
    }

    /** One device may take all numbers under as many names; it would have to speak from each address, too, to keep them. */
    @Test
    void keepsNoNumberForADeviceThatIsNeverHeardFromItsAddress() {
        server = server(FIRST, SECOND_PHONE);
        lease(B);
        lease(C);
        now += 250 * SECOND;
        assertThat(offered(A)).isEqualTo("nothing");
        assertThat(server.refusals(now).get(0).why()).contains(B.toString()).contains("s more");
        now += 50 * SECOND;
        assertThat(lease(A).yours()).isEqualTo("172.16.0.1");
    }

    /** Anybody can write a phone's MAC address into a frame. */
    @Test
    void givesThatWhichWasReleasedToAnotherOnlyWhenItsHolderIsSilent() {
        server = server(FIRST, SECOND_PHONE);
        lease(A);
        lease(C);
        now += SECOND;
        hear(FIRST, A);
        hear(SECOND_PHONE, C);
        send(new DhcpClientMessage(7, A).has("172.16.0.1"), A);
        hear(FIRST, A);
        now += 290 * SECOND;
        assertThat(offered(B)).isEqualTo("nothing");
        assertThat(server.refusals(now).get(0).why()).contains(A.toString()).contains("9 s more");
        assertThat(answer(request(A).has("172.16.0.1"), A).type()).isEqualTo(5);
        assertThat(server.leases()).contains(new PhoneLease(1, A, "", "", false));
        send(new DhcpClientMessage(7, A).has("172.16.0.1"), A);
        now += 300 * SECOND;
        assertThat(lease(B).yours()).isEqualTo("172.16.0.1");
    }

    @Test
    void leavesAPhoneThatSpeaksItsAddressWhoeverDeclinesIt() {
        lease(A);
        now += SECOND;
        hear(FIRST, A);
        send(new DhcpClientMessage(4, A).address(50, "172.16.0.1"), A);
        assertThat(counters.count(PhoneServiceCounter.DHCP_STRAY)).isOne();
        assertThat(answer(request(A).has("172.16.0.1"), A).type()).isEqualTo(5);
    }

    @Test
    void answersWhoHasALeaseHoweverManyOthersAsk() {
        lease(A);
        for (int i = 0; i < 400; i++) {
            now += SECOND / 100;
            MacAddress other = new MacAddress(0x0200_0000_1000L + i);
            server.receive(discover(other).bytes(), other, now);
        }
        assertThat(counters.count(PhoneServiceCounter.DHCP_OVER_RATE)).isPositive();
        assertThat(server.receive(request(A).has("172.16.0.1").bytes(), A, now)).isNotNull();
    }

    @Test
    void givesThatWhichWasReleasedToOthersButToItsHolderFirst() {
        lease(A);
        send(new DhcpClientMessage(7, A).has("172.16.0.1").address(54, "172.16.0.2"), A);
        assertThat(server.leases().get(0).released()).isTrue();
        assertThat(lease(A).yours()).isEqualTo("172.16.0.1");
        assertThat(server.leases().get(0).released()).isFalse();
        send(new DhcpClientMessage(7, A).has("172.16.0.1"), A);
        now += 300 * SECOND;
        assertThat(lease(B).yours()).isEqualTo("172.16.0.1");
        assertThat(send(new DhcpClientMessage(7, A).has("172.16.0.1"), A)).isNull();
        assertThat(server.leases()).containsExactly(new PhoneLease(1, B, "", "", false));
    }

    /** What a phone is told, its passwords too, is told to whom this names. */
    @Test
    void namesTheHolderOfAnAddressWhileItsLeaseRunsWhateverIsSaidInItsName() {
        int address = FIRST.address().value();
        assertThat(server.holder(address, now)).isNull();
        lease(A);
        send(new DhcpClientMessage(7, A).has("172.16.0.1"), A);
        assertThat(server.holder(address, now + 298 * SECOND)).isEqualTo(A);
        assertThat(server.holder(address, now + 299 * SECOND)).isNull();
        answer(request(A).has("172.16.0.1"), A);
        assertThat(server.holder(address, now + 299 * SECOND)).isEqualTo(A);
        assertThat(server.holder(SECOND_PHONE.address().value(), now)).isNull();
        server.forget(1);
        assertThat(server.holder(address, now)).isNull();
    }

    @Test
    void remembersOnePlaceForAStationAndNotTheOneThatItGaveBack() {
        server = server(FIRST, SECOND_PHONE);
        lease(A);
        lease(C);
        send(new DhcpClientMessage(7, A).has("172.16.0.1"), A);
        now += 300 * SECOND;
        assertThat(offered(B)).isEqualTo("172.16.0.1");
        send(new DhcpClientMessage(7, C).has("172.16.0.5"), C);
        assertThat(lease(A).yours()).as("its own was offered to another").isEqualTo("172.16.0.5");
        now += 61 * SECOND;
        assertThat(answer(request(A).has("172.16.0.5"), A).type()).isEqualTo(5);
        assertThat(server.leases()).extracting(PhoneLease::station).containsExactly(A);
    }

    @Test
    void letsNobodyGiveBackOrDeclineWhatAnotherHas() {
        lease(A);
        now += 300 * SECOND;
        assertThat(offered(B)).isEqualTo("172.16.0.1");
        send(new DhcpClientMessage(7, B).has("172.16.0.1"), B);
        send(new DhcpClientMessage(4, B).address(50, "172.16.0.1"), B);
        assertThat(server.leases()).containsExactly(new PhoneLease(1, A, "", "", false));
    }

    @Test
    void offersNoAddressThatAPhoneFoundAnotherDeviceAt() {
        lease(A);
        send(new DhcpClientMessage(4, A).address(50, "172.16.0.1").address(54, "172.16.0.2"), A);
        assertThat(server.leases().get(0).released()).isTrue();
        assertThat(offered(A)).isEqualTo("nothing");
        assertThat(server.refusals(now).get(0).why()).contains("used by another device");
        now += 60 * SECOND;
        assertThat(offered(A)).isEqualTo("172.16.0.1");
    }

    @Test
    void leavesAnAddressToThePhoneThatHasItByHand() {
        hear(FIRST, A);
        assertThat(offered(B)).isEqualTo("nothing");
        assertThat(server.refusals(now).get(0).why()).contains(A.toString()).contains("did not ask");
        assertThat(offered(A)).isEqualTo("172.16.0.1");
        now += 61 * SECOND;
        server = server(FIRST, SECOND_PHONE);
        now += 10_000 * SECOND;
        assertThat(lease(B).yours()).isEqualTo("172.16.0.5");
        assertThat(lease(A).yours()).as("it is told to ask from now on").isEqualTo("172.16.0.1");
    }

    @Test
    void keepsWhatItKnewWhenItStartsAndWhenPhonesAreAdded() {
        server = server(List.of(FIRST, SECOND_PHONE), List.of(new PhoneLease(2, A, "x", "y", false)));
        assertThat(lease(B).yours()).isEqualTo("172.16.0.1");
        assertThat(lease(A).yours()).isEqualTo("172.16.0.5");
        PhoneLine third = new PhoneLine(3, PhoneAddress.parse("172.16.0.9"));
        server.phones(List.of(SECOND_PHONE, third), now);
        assertThat(lease(A).yours()).isEqualTo("172.16.0.5");
        assertThat(lease(B).yours()).as("its number is gone").isEqualTo("172.16.0.9");
    }

    @Test
    void readsOptionsWhereverTheyAre() throws Exception {
        byte[] message =
                request(A).option(52, 3).text(60, "Yea").text(60, "link").bytes();
        message[108] = 12;
        message[109] = 3;
        message[110] = 'f';
        message[111] = 'o';
        message[112] = '\n';
        message[113] = (byte) 255;
        message[44] = 50;
        message[45] = 4;
        message[49] = 9;
        DhcpRequest request = DhcpRequest.decode(message);
        assertThat(request.text(60)).isEqualTo("Yealink");
        assertThat(request.text(12)).isEqualTo("fo?");
        assertThat(request.address(50)).isEqualTo(9);
    }

    @Test
    void staysWithinWhatTheClientTakes() throws Exception {
        DhcpRequest small = DhcpRequest.decode(discover(A).option(57, 0, 1).bytes());
        DhcpRequest large = DhcpRequest.decode(discover(A).option(57, 5, 220).bytes());
        assertThat(filled(small).length()).isLessThanOrEqualTo(548);
        assertThat(filled(small).order()).containsExactly(53, 200);
        assertThat(filled(large).length()).isLessThanOrEqualTo(1472);
        assertThat(filled(large).order()).containsExactly(53, 200, 201, 202, 203);
    }

    private static Answer filled(DhcpRequest request) {
        DhcpReply reply = new DhcpReply(request, DhcpMessageType.OFFER, 0, 0, 0);
        for (int code = 200; code < 220; code++) {
            reply.option(code, new byte[255]);
        }
        return Answer.of(reply.encode());
    }

    @Test
    void answersNoStationFasterThanAPhoneEverAsks() {
        int answered = 0;
        for (int i = 0; i < 1000; i++) {
            answered += server.receive(discover(A).bytes(), A, now) == null ? 0 : 1;
        }
        assertThat(answered).isEqualTo(20);
        assertThat(counters.count(PhoneServiceCounter.DHCP_OVER_RATE)).isEqualTo(980);
    }

    @Test
    void tellsOfManyStrangersOnceEachAndRemembersAFew() {
        lease(A);
        for (int i = 0; i < 100; i++) {
            offered(new MacAddress(0x0200_0000_1000L + i));
            offered(new MacAddress(0x0200_0000_1000L + i));
        }
        assertThat(told).hasSize(101);
        assertThat(server.refusals(now)).hasSize(8);
        now += 601 * SECOND;
        assertThat(server.refusals(now)).isEmpty();
    }
}
