// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsView

private let door = Door(cookieName: "baskets-1", token: "abc123")

@Test(
    arguments: [
        ("127.0.0.1:80", nil, "baskets-1=abc123", nil, Door.Decision.enter),
        ("localhost:80", "http://localhost:80", "x=1; baskets-1=abc123", nil, .enter),
        ("127.0.0.1:80", nil, nil, "abc123", .welcome),
        ("127.0.0.1", nil, nil, "abc124", .refuse("The token is another one.")),
        ("127.0.0.1", nil, nil, "abc12", .refuse("The token is another one.")),
        ("evil.example:80", nil, "baskets-1=abc123", nil, .refuse("This address is not served.")),
        ("127.0.0.1.evil.example", nil, nil, "abc123", .refuse("This address is not served.")),
        (nil, nil, "baskets-1=abc123", nil, .refuse("This address is not served.")),
        (
            "127.0.0.1:80", "http://evil.example", "baskets-1=abc123", nil,
            .refuse("Sent from another page.")
        ),
        (
            "127.0.0.1:80", nil, "other=abc123", nil,
            .refuse("Open the whole address that `baskets view` printed.")
        ),
    ] as [(String?, String?, String?, String?, Door.Decision)])
func onlyTheTokenUnderAnOwnNameOpens(
    host: String?, origin: String?, cookies: String?, token: String?, decision: Door.Decision
) {
    #expect(door.decide(host: host, origin: origin, cookies: cookies, token: token) == decision)
}

@Test func tokensAreLongAndDiffer() {
    let (first, second) = (Door.new(), Door.new())
    #expect(first.token.count == 64)
    #expect(first.token != second.token)
    #expect(first.cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
}
