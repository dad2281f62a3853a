package io.voider.nat.portmap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A service of the gateway that maps ports: WANIPConnection in version 1 or 2, or WANPPPConnection, which has the same
 * actions.
 *
 * @param type its URN, of one of {@link #TYPES}
 * @param control where its actions are called
 */
record ConnectionService(String type, GatewayUrl control) {
    private static final Pattern TYPES =
            Pattern.compile("urn:schemas-upnp-org:service:WAN(IPConnection:[12]|PPPConnection:1)");
    private static final int MAX_SERVICES = 4;

    /** Whether it can choose an outside port by itself, where the one wished for is taken. */
    boolean choosesPorts() {
        return type.endsWith("WANIPConnection:2");
    }

    /** Those that a device description (UPnP Device Architecture section 2.3) names, the best first. */
    static List<ConnectionService> in(List<XmlLeaf> description, GatewayUrl at) {
        GatewayUrl base = at;
        Map<Integer, String> types = new HashMap<>();
        Map<Integer, String> controls = new HashMap<>();
        for (XmlLeaf leaf : description) {
            switch (leaf.name()) {
                case "serviceType" -> types.put(leaf.parent(), leaf.text());
                case "controlURL" -> controls.put(leaf.parent(), leaf.text());
                case "URLBase" -> {
                    try {
                        base = leaf.text().isEmpty() ? at : at.resolve(leaf.text());
                    } catch (PortMapException e) {
                        return List.of();
                    }
                }
                default -> {
                    // What the device is called and who made it.
                }
            }
        }
        return joined(types, controls, base);
    }

    private static List<ConnectionService> joined(
            Map<Integer, String> types, Map<Integer, String> controls, GatewayUrl base) {
        List<ConnectionService> services = new ArrayList<>();
        types.forEach((parent, type) -> {
            String control = controls.get(parent);
            if (control != null && TYPES.matcher(type).matches()) {
                try {
                    services.add(new ConnectionService(type, base.resolve(control)));
                } catch (PortMapException e) {
                    // A service that lies elsewhere is none of the gateway's.
                }
            }
        });
        services.sort(
                Comparator.comparingInt(ConnectionService::rank).thenComparing(service -> service.control.target()));
        return services.size() > MAX_SERVICES ? services.subList(0, MAX_SERVICES) : services;
    }

    private int rank() {
        return choosesPorts() ? 0 : type.contains("WANIP") ? 1 : 2;
    }
}
