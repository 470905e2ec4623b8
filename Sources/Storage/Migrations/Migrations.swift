extension Migration {
    static let all: [Migration] = [
        Migration(number: 1, script: firstSchema),
        Migration(number: 2, script: invitationsByAddress),
        Migration(number: 3, script: emailVerifications),
        Migration(number: 4, script: outboxWithDeliveries),
        Migration(number: 5, script: addressesToBeProven),
        Migration(number: 6, script: deletions),
        Migration(number: 7, script: customRoles),
        Migration(number: 8, script: formerSlugs),
        Migration(number: 9, script: auditLog),
        Migration(number: 10, script: subscriptions),
        Migration(number: 11, script: secrets),
        Migration(number: 12, script: impersonations),
        Migration(number: 13, script: apiKeys),
        Migration(number: 14, script: disabledAccounts),
        Migration(number: 15, script: dailyCounts),
        Migration(number: 16, script: deletedAccounts),
        Migration(number: 17, script: organizationSettings),
        Migration(number: 18, script: setup),
        Migration(number: 19, script: joiningDomains),
        Migration(number: 20, script: factors),
    ]
}
