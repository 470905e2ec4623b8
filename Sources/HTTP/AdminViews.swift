import Domain
import Storage

extension OrganizationListing: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { writeFields(to: &$0) }
    }

    fileprivate func writeFields(to json: inout JSONWriter) {
        json.field("id", organization.id)
        json.field("name", organization.name)
        json.field("slug", organization.slug)
        json.field("kind", organization.kind.rawValue)
        json.field("status", organization.status.rawValue)
        json.field("seats", seats)
        json.field("used", used)
        json.field("members", members)
        json.field("createdAt", organization.createdAt)
        json.field("deletedAt", deletedAt)
    }
}

extension OrganizationRecord: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            listing.writeFields(to: &json)
            json.field("trialEndsAt", subscription.subscription.trialEndsAt)
            json.field("pending", subscription.seats?.pending)
            json.field("customer", subscription.customer)
            json.field("owners", each: owners)
        }
    }
}

extension OrganizationRecord.Owner: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("email", email)
            json.field("disabled", isDisabled)
        }
    }
}

extension AccountListing: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { writeFields(to: &$0) }
    }

    fileprivate func writeFields(to json: inout JSONWriter) {
        json.field("id", account.id)
        json.field("name", account.name)
        json.field("email", account.email)
        json.field("emailVerified", account.emailVerified)
        json.field("operator", account.isOperator)
        json.field("disabledAt", disabledAt)
        json.field("createdAt", account.createdAt)
        json.field("lastActiveAt", lastActiveAt)
        json.field("organizations", organizations)
    }
}

extension AccountRecord: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            listing.writeFields(to: &json)
            json.field("sessions", sessions)
            json.field("factors", factors)
            json.field("factorsRemovableAt", factorsRemovableAt)
            json.field("memberships", each: places)
        }
    }
}

extension AccountRecord.Place: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("organization") { json in
                json.field("id", membership.organization.id)
                json.field("name", membership.organization.name)
                json.field("slug", membership.organization.slug)
                json.field("kind", membership.organization.kind.rawValue)
                json.field("status", membership.organization.status.rawValue)
            }
            membership.role.write(to: &json)
            json.field("onlyOwner", isOnlyOwner)
            json.field("candidates", each: candidates)
        }
    }
}

extension OutboxListing: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("kind", kind.rawValue)
            json.field("recipient", recipient)
            json.field("status", state.rawValue)
            json.field("attempts", attempts)
            json.field("nextAttemptAt", nextAttemptAt)
            json.field("lastAnswer", lastAnswer)
            json.field("createdAt", createdAt)
        }
    }
}

extension DailyStatistics: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("day", String(day.description.prefix(10)))
            json.field("signUps", signUps)
            json.field("signIns", signIns)
            json.field("activeOrganizations", activeOrganizations)
        }
    }
}

/// Sizes in bytes, lengths of time in seconds.
struct SystemView: JSONWritable {
    let instance: Instance
    let state: InstanceState
    let mailing: Mailing
    let now: Instant

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("version", instance.version)
            json.field("startedAt", instance.startedAt)
            json.field("uptime", Int((now - instance.startedAt).seconds))
            json.field("database") { json in
                json.field("size", state.databaseSize)
                json.field("logSize", state.logSize)
            }
            json.field("backups") { json in
                json.field("every", instance.backups.map { Int($0.schedule.interval.seconds) })
                json.field("keep", instance.backups?.schedule.kept)
                json.field("last", state.lastBackup)
            }
            json.field("queues") { json in
                json.field("reads", state.load.reads)
                json.field("writes", state.load.writes)
                json.field("hashes", state.load.hashes)
                json.field("messages", state.waitingMessages)
                json.field("messagesSince", state.waitingSince)
            }
            json.field("mail", mailing.reachesMailboxes)
            json.field("settings", each: instance.settings)
        }
    }
}

extension Instance.Setting: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("value", value)
            json.field("secret", isSecret)
            json.field("given", isGiven)
        }
    }
}
