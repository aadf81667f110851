"""What gives a crawler away in a user agent. Patterns are RE2's, matched without regard to case.

The names of thousands of crawlers come from two packages (`bots.py`); here is what they miss, and what they get wrong.
"""

# Parts of real browsers, apps and mail programs that the packages' names would hit. Taken out before matching.
REAL = (
    r"sogou(mse|mobilebrowser|search)\b",
    r"cronet",
    r"com\.yandex\.[a-z.]+|yandexstation",
    r"libwww(-fm)?/[\d.]+",  # Lynx, Mosaic and Amaya are built on it
    r"amigavoyager|webster pro|fluid/",
    r"microsoft (office|outlook)( (word|excel|powerpoint|onenote|outlook|mobile))?[ /]v?[\d.]+|ms-office",
    r"\bmail/\d",
    r"viber/|slack/\d|metaiab",
    r"qqdownload|androiddownloadmanager|baiduboxapp/\S+|\bcode/1\.[\d.]+",
    r"from: http://bsalsa\.com",
    r"cubot|caboto|botech|viewsonic|ts1008|demonstration",
)

# The device's name stands after "Android 14;". Phones are called Spider, Zeus and XBot, so it is taken out.
DEVICE_NAME = r"(andr[o0]id[ /][\d.]+)[^()]*"

# Every real browser says what it runs on or which engine it has. Who says neither is a program.
PLATFORM = (
    r"windows|win(7|10|9[58]|nt|32|64)|macintosh|mac[ _]?(os|power|book|mini)|imac|darwin|cfnetwork",
    r"linux|android|adr \d|x11|bsd|solaris|sunos|hp-ux|irix|aix|openvms|cros|chromeos|cygwin|unix|fuchsia|harmony",
    r"iphone|ipad|ipod|ios|watch ?os",
    r"os/2|beos|haiku|amiga|morphos|risc ?os|syllable|inferno",
    r"symb|series ?[3469]0|s60|blackberry|bb10|playbook|midp|cldc|j2me|brew|mre|maui|docomo|kddi|softbank|vodafone",
    r"nokia|ericsson|samsung|sec-|lge?-|mot-|sie-|sagem|huawei|zte|palm|xiino|kaios|tizen|bada|meego|maemo|dalvik",
    r"webos|web0s|hbbtv|hybridcast|kreatv|\btv\b|dtv|smart-?tv|webtv|googletv|appletv|netcast|nettv|roku|crkey",
    r"viera|aquos|bravia|vizio|philips|loewe|zeasn|playstation|psp?\d?\b|nintendo|wii|xbox|dreamcast",
    r"browser|opera|opr/|ucweb|netfront|obigo|teleca|openwave|wap|lynx|links|mosaic|konqueror|dillo|hotjava|amaya",
    r"applewebkit/|gecko/|the bat!",
)

# Said outside the device's name, these mark a program.
TRADE = (
    r"[a-z]bot\b|\bbot[s_\-/]|crawl|spider|scan(ner|s)?\b|scraper?\b|fetch(er)?\b|\bmonitor(ing)?\b|health-?check",
    r"\b(research|survey|study|recon|probe|audit|inspect|lookup|validator|verification|verifier|diagnostics)\b",
    r"\b(synthetics|uptime|prefetch|preview|thumbnails?|archiver|indexer|harvester|extractor|checker|inspector)\b",
    r"measurement/|tagging/|[a-z]synthetics/|[a-z]verify/|[a-z]inspector/|[a-z]watcher/",
    r"\$\{|<\?|\{\{|\}\}",  # attacks and forgotten templates
    r"^mozilla/5\.0 applewebkit/[\d.]+ \(khtml, like gecko; ",
    r"\(khtml, like gecko; (compatible; )?[a-z]|foregenix",
    # mail scanners and proxies
    r"mimecast|barracuda|proofpoint|fireeye|trendmicro|sophos|symantec|messagelabs|forcepoint|ironport|avanan",
    r"existence discovery|protocol discovery|imageproxy|mail(?:\.[a-z]+)* proxy\)|mailproxy",
    # link previews
    r"whatsapp/|skypeuripreview|slack-imgproxy|slackbot|iframely|embedly|url preview|link preview|vkshare|externalhit",
    # uptime and speed
    r"pingdom|statuscake|uptimerobot|thousandeyes|catchpoint|dareboost|speedcurve|gtmetrix|lighthouse|rigor\)|silktide",
    # AI crawlers and agents
    r"gptbot|chatgpt|oai-search|claude|anthropic|perplexity|cohere|mistralai|manus-user|novaact|bytespider|diffbot",
    # HTTP libraries
    r"okhttp/|python-|aiohttp|httpx/|go-http-client|\bjava/\d[\d._]*$|libcurl|curl/|wget/|axios/|node-fetch|undici|guzzle",
    r"apache-httpclient|httpclient/|httpie|postman|insomnia/|libwww-perl|winhttp|powershell/|logic-apps/|gitops/",
)

# An address to complain to, or Google's own fetchers: nobody's device is called that, so these count anywhere.
CONTACT = (
    r"https?:/",
    r"\bwww\.",
    r"[\w.+-]+@[\w-]+\.[a-z]{2,}",
    r"google-[a-z]|-google\b|googleweblight",
)

HEADLESS = (
    r"headless|phantomjs|slimerjs|puppeteer|playwright|selenium|webdriver|cypress|jsdom|zombie|electron-fetch|splash ",
)
