package io.voider.cli.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.voider.cli.state.WebAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in a real browser, over a node whose books are real and whose lines are invented. */
class WebPageIT {
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SHOTS = Path.of("target", "page");
    /** Fetched by {@code ./check}. */
    private static final Path AXE = Path.of("target", "axe", "node_modules", "axe-core", "axe.min.js");

    private static final List<String> PAGES =
            List.of("overview", "calls", "call/2", "friends", "network", "health", "settings", "log");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path directory;

    private SampleNode node;
    private WebWorld world;
    private ChromeDriver browser;

    @BeforeEach
    void open() throws Exception {
        assumeThat(DRIVER).as("Ubuntu has none as a package").exists();
        Files.createDirectories(SHOTS);
        node = new SampleNode(directory.resolve("home"));
        world = new WebWorld("127.0.0.1", directory, new WebAccess(WebWorld.HASH, List.of()), node.routes());
        LoggingPreferences all = new LoggingPreferences();
        all.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        // It is to ask nobody on the Internet for anything, whatever else it is used to ask for.
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                        "--lang=en",
                        // The page's own key, which no authority knows.
                        "--ignore-certificate-errors",
                        "--user-data-dir=" + directory.resolve("browser"));
        options.setBinary("/usr/bin/chromium");
        options.setCapability("goog:loggingPrefs", all);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        browser.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
        browser.manage().window().setSize(new Dimension(1_100, 900));
    }

    @AfterEach
    void close() throws IOException {
        if (browser != null) {
            browser.quit();
            world.close();
            node.close();
        }
    }

    private static void await(BooleanSupplier reached, String what) {
        long begun = System.nanoTime();
        while (!quietly(reached)) {
            assertThat(System.nanoTime() - begun).as("waits for " + what).isLessThan(PATIENCE_NANOS);
        }
    }

    /** What is drawn anew meanwhile is looked for again. */
    private static boolean quietly(BooleanSupplier reached) {
        try {
            return reached.getAsBoolean();
        } catch (WebDriverException gone) {
            return false;
        }
    }

    private String text() {
        return browser.findElement(By.tagName("body")).getText();
    }

    private void awaitText(String words) {
        await(() -> text().contains(words), words);
    }

    private WebElement element(String selector) {
        await(() -> browser.findElement(By.cssSelector(selector)).isDisplayed(), selector);
        return browser.findElement(By.cssSelector(selector));
    }

    private void logIn() {
        browser.get(world.server.link().join().url());
        awaitText("Calls now");
    }

    private void go(String page) {
        browser.executeScript("location.hash = '#/" + page + "'");
        await(
                () -> Boolean.TRUE.equals(browser.executeScript(
                        "return location.hash === '#/" + page + "' && document.querySelector('h1') !== null"
                                + " && document.title.startsWith(document.querySelector('h1').textContent)")),
                page);
    }

    private void requireNoComplaint() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                        .map(Object::toString)
                        // A request that is refused is a line in the console, whatever the page makes of it.
                        .filter(line -> !line.contains("the server responded with a status of 401")))
                .isEmpty();
    }

    @Test
    void oneLogsInByThePasswordAndOut() {
        browser.get(world.origin() + "/");
        element("#password").sendKeys("another password");
        element("form button").click();
        awaitText("that is not the password");
        element("#password").sendKeys(WebWorld.PASSWORD);
        element("form button").click();
        awaitText("Calls now");
        assertThat(browser.executeScript("return document.cookie")).isEqualTo("");
        element("#log-out").click();
        element("#password");
        assertThat(world.report().sessions()).isZero();
        browser.navigate().refresh();
        element("#password");
        requireNoComplaint();
    }

    @Test
    void aLinkLogsInAndIsGoneFromTheAddress() {
        logIn();
        assertThat(browser.getCurrentUrl()).isEqualTo(world.origin() + "/");
        requireNoComplaint();
    }

    @Test
    void whatChangesIsSeenWithoutReload() {
        logIn();
        browser.executeScript("window.unchanged = document.querySelector('main h1')");
        node.bobIs("out-of-order");
        await(
                () -> browser.findElements(By.cssSelector("ul.cards li")).stream()
                        .anyMatch(card -> card.getText().startsWith("bob")
                                && card.getText().contains("out of order")),
                "bob's line out of order");
        assertThat(text()).contains("speaking");
        node.hangUp();
        awaitText("Nobody speaks.");
        assertThat(browser.executeScript("return window.unchanged === document.querySelector('main h1')"))
                .as("nothing was drawn anew that had not changed")
                .isEqualTo(true);
        go("call/3");
        awaitText("bob hung up");
        requireNoComplaint();
    }

    @Test
    void aFriendIsInvitedAllowedNumberedAndRevokedAfterAQuestion() {
        logIn();
        go("friends");
        element("#friend").sendKeys("Erin");
        element("#invite").click();
        awaitText("Erin is invited.");
        assertThat(node.invited()).contains("Erin");
        element("#save");
        element("[data-of=Erin]").click();
        awaitText("Cut Erin off?");
        element("dialog button.plain").click();
        assertThat(node.invited()).contains("Erin");
        element("[data-of=Erin]").click();
        element("#do-it").click();
        awaitText("Erin is cut off.");
        assertThat(node.invited()).doesNotContain("Erin");
        requireNoComplaint();
    }

    @Test
    void aCallAppearsWhileItRunsAndHasItsPageAfterwards() {
        logIn();
        node.rings("ringing", null);
        await(() -> !browser.findElements(By.cssSelector("a[href='#/call/4']")).isEmpty(), "a call that rings");
        go("call/4");
        awaitText("ringing, incoming");
        awaitText("No media came.");
        assertThat(text()).contains("sudo voider capture call:4 --keep");
        node.rings("answered", 4.1);
        awaitText("speaking, incoming");
        await(() -> browser.findElements(By.cssSelector("figure svg .trace")).size() == 2, "jitter each way");
        node.rings("ended", 4.2);
        awaitText("dave hung up");
        assertThat(browser.findElements(By.cssSelector("figure svg .lost"))).isNotEmpty();
        assertThat(browser.findElements(By.cssSelector("details[open]"))).isEmpty();
        element("svg .read text").click();
        await(() -> element("details[open] pre").getText().contains("Authorization: (left out)"), "what INVITE said");
        requireNoComplaint();
    }

    @Test
    void anInvitationIsFetchedByItsLinkOnceAndJoinedOnAnotherNodesPage() throws Exception {
        Path downloads = Files.createDirectory(directory.resolve("downloads"));
        browser.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads.toString()));
        String url;
        try (WebWorld shared = new WebWorld(
                "0.0.0.0",
                Files.createDirectory(directory.resolve("shared")),
                new WebAccess(WebWorld.HASH, List.of()),
                node.routes())) {
            String link = shared.server.link().join().url();
            browser.get(Objects.requireNonNull(link));
            awaitText("Calls now");
            go("friends");
            element("#friend").sendKeys("Erin");
            element("#invite").click();
            element("#make-link").click();
            url = element("#link").getText();
            assertThat(url).startsWith("https://127.0.0.1:" + shared.port + "/#invitation=");
            requireAccessible("invited", Files.readString(AXE));
            element("#log-out").click();
            element("#password");
            browser.get(url);
            element("#fetch");
            requireAccessible("invitation", Files.readString(AXE));
            element("#fetch").click();
            awaitText("The link is used up.");
            await(() -> Files.exists(downloads.resolve("Erin.ovpn")), "the file");
            browser.get("about:blank");
            browser.get(url);
            element("#fetch").click();
            awaitText("used already");
        }
        try (SampleNode erin = new SampleNode(directory.resolve("erin"), "erin");
                WebWorld hers = new WebWorld(
                        "127.0.0.1",
                        Files.createDirectory(directory.resolve("hers")),
                        new WebAccess(WebWorld.HASH, List.of()),
                        erin.routes())) {
            browser.get(hers.server.link().join().url());
            awaitText("Calls now");
            go("friends");
            element("input[name=invitation]")
                    .sendKeys(downloads.resolve("Erin.ovpn").toString());
            element("#join-form button").click();
            awaitText("alice is joined");
            assertThat(erin.joined()).containsExactly("alice");
        }
    }

    @Test
    void settingsAndTheLanguageAreChanged() {
        logIn();
        go("settings");
        WebElement quiet = element("#quiet");
        quiet.clear();
        quiet.sendKeys("22:00-07:00");
        quiet.submit();
        awaitText("Saved.");
        browser.navigate().refresh();
        await(() -> "22:00-07:00".equals(element("#quiet").getDomProperty("value")), "the hours as they were set");
        element("#language option[value=de]").click();
        awaitText("Einstellungen");
        browser.navigate().refresh();
        awaitText("Einstellungen");
        assertThat(browser.findElement(By.tagName("html")).getDomAttribute("lang"))
                .isEqualTo("de");
        requireNoComplaint();
    }

    @Test
    void othersNamesAreTextAndNothingElse() {
        logIn();
        for (String page : PAGES) {
            go(page);
            assertThat(browser.executeScript("return document.querySelectorAll('script').length"))
                    .as(page)
                    .isEqualTo(1L);
            assertThat(browser.executeScript("return document.querySelectorAll('b').length"))
                    .isEqualTo(0L);
        }
        go("network");
        awaitText("198.51.100.4:40102");
        awaitText("has answered neither PCP");
        go("calls");
        awaitText("<script>alert(1)</script>");
        requireNoComplaint();
    }

    @Test
    void everyPageCanBeReadByAllInEachLightAndWidth() throws Exception {
        assertThat(AXE).as("./check fetches it").exists();
        String axe = Files.readString(AXE);
        browser.get(world.origin() + "/");
        element("#password");
        look("login", axe);
        logIn();
        for (String page : PAGES) {
            go(page);
            look(page, axe);
        }
        requireNoComplaint();
    }

    private void look(String page, String axe) throws IOException {
        for (String light : List.of("light", "dark")) {
            browser.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", light))));
            for (int width : new int[] {1_100, 360}) {
                browser.executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 500));
                assertThat((Long) browser.executeScript("return document.documentElement.scrollWidth"))
                        .as(page + " fits " + width + " pixels")
                        .isLessThanOrEqualTo(width);
                requireAccessible(page + ", " + light + ", " + width, axe);
                shoot(page.replace('/', '-') + "-" + light + "-" + width);
            }
        }
    }

    private void requireAccessible(String what, String axe) {
        browser.executeScript(axe);
        Object found = browser.executeAsyncScript("const done = arguments[0];"
                + "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then("
                + "r => done(r.violations.filter(v => v.impact !== 'minor').map("
                + "v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))))");
        assertThat((List<?>) found).as(what).isEmpty();
    }

    private void shoot(String name) throws IOException {
        Object whole = browser.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                .get("data");
        Files.write(SHOTS.resolve(name + ".png"), OutputType.BYTES.convertFromBase64Png(String.valueOf(whole)));
    }

    @Test
    void nothingIsAskedOfAnybodyElse() {
        logIn();
        for (String page : PAGES) {
            go(page);
        }
        List<?> asked = (List<?>) browser.executeScript(
                "return performance.getEntriesByType('resource').map(entry => new URL(entry.name).host)");
        assertThat(Objects.requireNonNull(asked).stream().distinct().map(Object::toString))
                .containsExactly(world.host());
        Object millis = browser.executeScript(
                "return performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)");
        System.out.println("first paint after " + millis + " ms; screenshots: "
                + Stream.of(SHOTS.toAbsolutePath()).toList());
        requireNoComplaint();
    }
}
