/// Well-known names of columns, by role. Case, blanks, underscores, hyphens and points do not count.
enum ColumnNames {
    static let users = [
        "userid", "user", "visitorid", "visitor", "customerid", "customer", "uid", "reviewerid", "clientid", "client",
        "memberid", "accountid", "buyerid", "username",
    ]
    static let sessions = ["sessionid", "session"]
    static let items = [
        "itemid", "item", "movieid", "movie", "productid", "product", "trackid", "track", "articleid", "article", "iid",
        "asin", "parentasin", "bookid", "book", "businessid", "filmid", "film", "songid", "song", "videoid", "video",
        "newsid", "sku", "isbn", "gameid", "game", "appid", "artistid", "artist", "poiid", "poi", "venueid", "venue",
        "locationid", "recipeid", "listingid", "contentid", "stockcode", "goodsid",
    ]
    static let times = [
        "timestamp", "time", "unixreviewtime", "datetime", "date", "eventtime", "ts", "unixtimestamp", "createdat",
        "unixtime", "eventtimestamp", "eventdate", "timestampms", "ratingtimestamp", "reviewtime", "epoch",
    ]
    static let ratings = ["rating", "stars", "score", "overall", "ratings"]
    static let behaviors = ["behavior", "behaviour", "event", "eventtype", "action", "behaviortype", "behaviourtype"]

    static let titles = ["title", "itemtitle", "itemname", "movietitle", "productname", "trackname"]
    static let categories = ["genres", "genre", "categories", "category", "categoryid", "tags"]

    /// A name without what does not count.
    static func plain(_ name: String) -> String {
        name.lowercased().filter { !" _-.".contains($0) }
    }

    /// Whether a row of names tells user and item.
    static func tellUserAndItem(_ names: [String]) -> Bool {
        let known = Set(names.map(plain))
        return !known.isDisjoint(with: users + sessions) && !known.isDisjoint(with: items)
    }

    /// Whether a row of names tells a role.
    static func tellAnything(_ names: [String]) -> Bool {
        !Set(names.map(plain)).isDisjoint(with: users + sessions + items + times + ratings + behaviors)
    }
}
